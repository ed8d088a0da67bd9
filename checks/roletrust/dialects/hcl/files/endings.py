"""What the files of a Terraform configuration end in, and what Terragrunt calls its own."""

ENDINGS = (".tofu.json", ".tf.json", ".tofu", ".tf")
TERRAGRUNT = "terragrunt.hcl"
UNLISTED = ENDINGS[:-1]  # what Checkov's Terraform runner does not look at
