"""What AWS looks like, as data and pure functions: partitions, endpoints, objects in S3, signing keys. No I/O."""
