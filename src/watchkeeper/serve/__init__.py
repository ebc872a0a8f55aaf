"""The service: server, writer and evaluator as processes of one workspace."""
