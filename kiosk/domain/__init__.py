"""Pure rules of open village affairs: standard library only, imports nothing of ours."""
