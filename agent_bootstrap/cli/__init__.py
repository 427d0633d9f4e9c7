"""The command line: one file per verb, one door for errors, one file that draws."""
