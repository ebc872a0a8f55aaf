"""The service: the server, the writer and the evaluator of one workspace."""
