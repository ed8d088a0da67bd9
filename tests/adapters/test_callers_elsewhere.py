"""Callers in another part of the tree than the role: other root modules, products of others, Terragrunt, templates."""
