"""What the files of a Terraform configuration end in."""

ENDINGS = (".tofu.json", ".tf.json", ".tofu", ".tf")
UNLISTED = ENDINGS[:-1]  # what Checkov's Terraform runner does not look at
