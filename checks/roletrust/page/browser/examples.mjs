// What there is to try: each as the page takes it, `files` by name; '' is called by what it holds.

const vendor = (condition = "") => `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Monitoring",
      "Effect": "Allow",
      "Principal": { "AWS": "arn:aws:iam::464622532012:root" },
      "Action": "sts:AssumeRole"${condition}
    }
  ]
}
`;

const asked = `,
      "Condition": {
        "StringEquals": { "sts:ExternalId": "4f1c0c9d-6a0e-4f0e-9b0f-2f7f2f1f8a11" }
      }`;

const pipeline = (subject) => `data "aws_iam_openid_connect_provider" "github" {
  url = "https://token.actions.githubusercontent.com"
}

data "aws_iam_policy_document" "deploy" {
  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [data.aws_iam_openid_connect_provider.github.arn]
    }

    condition {
      test     = "StringLike"
      variable = "token.actions.githubusercontent.com:sub"
      values   = ["${subject}"]
    }
  }
}

resource "aws_iam_role" "deploy" {
  name               = "deploy"
  assume_role_policy = data.aws_iam_policy_document.deploy.json
}
`;

const template = `Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal:
              AWS: "*"
            Action: sts:AssumeRole
            Condition:
              StringLike:
                aws:PrincipalArn: !Sub arn:aws:iam::\${AWS::AccountId}:role/reader-*
          - Effect: Allow
            Principal:
              Service: lambda.amazonaws.com
            Action: sts:AssumeRole
`;

const denied = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Everybody",
      "Effect": "Allow",
      "Principal": "*",
      "Action": "sts:AssumeRole"
    },
    {
      "Sid": "ButOurOrganization",
      "Effect": "Deny",
      "Principal": "*",
      "Action": "sts:AssumeRole",
      "Condition": {
        "StringNotEqualsIfExists": { "aws:PrincipalOrgID": "o-a1b2c3d4e5" }
      }
    }
  ]
}
`;

const error = `An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::464622532012:user/collector is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/Monitoring
`;
const call = `aws sts assume-role --role-arn arn:aws:iam::111122223333:role/Monitoring --role-session-name collect
`;

export const EXAMPLES = [
  { name: "A vendor, without an external id", ask: "who", files: { "": vendor() } },
  { name: "GitHub Actions, any repository of anybody (Terraform)", ask: "who", files: { "main.tf": pipeline("repo:*") } },
  { name: "A star, narrowed by name (CloudFormation)", ask: "who", files: { "template.yaml": template } },
  { name: "Allowed to all, denied to outsiders", ask: "who", files: { "": denied } },
  { name: "An AccessDenied, call and policy", ask: "diagnose", error, call, files: { "": vendor(asked) } },
  {
    name: "Before and after: a branch instead of a wildcard", ask: "compare",
    before: { "main.tf": pipeline("repo:acme/*") }, files: { "main.tf": pipeline("repo:acme/site:ref:refs/heads/main") },
  },
];
