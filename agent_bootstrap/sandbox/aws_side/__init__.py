"""The AWS side of the closed network in a box: DNS, TLS, S3, Systems Manager and CloudWatch on loopback addresses."""
