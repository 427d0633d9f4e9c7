"""Makes an on-premises Linux server a managed node of AWS Systems Manager, through VPC endpoints only."""

__version__ = "0.1.0"
