"""The stand-in agents: packages with the contract of the real SSM Agent and CloudWatch agent, which can't be shipped."""
