"""What is said: settings, checks and steps, findings, problems, the report. Pure data that imports nothing of ours."""
