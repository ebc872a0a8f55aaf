"""The service: a server, and behind it a writer and an evaluator."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from watchkeeper.api.access import require_safe_binding
from watchkeeper.app.workspace import open_workspace
from watchkeeper.errors import ConfigError
from watchkeeper.serve.app import service_app
from watchkeeper.serve.children import Children
from watchkeeper.serve.logs import configure_logs, log
from watchkeeper.serve.stop import when_input_ends
from watchkeeper.store.inbox import GroupCommit

_GRACE_S = 10


def serve(
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8765,
    insecure: bool = False,
    end_with_input: bool = False,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the workspace in *folder* until SIGTERM or SIGINT.

    What was acknowledged is on the disk at any moment; a stop also brings it into the lake.

    Args:
        folder: The workspace.
        host: Where to listen.
        port: On which port; 0 takes a free one.
        insecure: Let everybody in, wherever it listens.
        end_with_input: End also when stdin does, as when the process that started it has died.
        ready: Told the address once requests are answered.

    Raises:
        ConfigError: it must not listen there, or cannot.
    """
    with open_workspace(folder) as workspace:
        access = require_safe_binding(host, insecure=insecure, catalog=workspace.store.catalog)
        # Before anything is started: a port that is taken is said at once.
        listener = _listening(host, port)
        configure_logs("server")
        address = _address(listener)
        most_bytes = workspace.settings.workspace.inbox_max_bytes
        inbox = GroupCommit(workspace.path, most_bytes=most_bytes)
        app = service_app(workspace, inbox, access=access)
        children = Children(workspace.path)
        server = uvicorn.Server(_config(app))

        def stop(*_: object) -> None:
            server.should_exit = True

        # Before the server listens to signals itself, and after: it raises its signal again when
        # it has ended, and then the rest is to be ended too.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        if end_with_input:
            when_input_ends(stop)
        try:
            if ready is not None:
                ready(address)
            log("serving", {"address": address, "access": access.mode})
            server.run(sockets=[listener])
        finally:
            log("stopping", {})
            children.close()
            listener.close()


def _config(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        loop="auto",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=_GRACE_S,
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(2048)
    except OSError as error:
        listener.close()
        raise ConfigError(
            f"cannot listen on {host}:{port}: {error.strerror}", hint="choose another --port"
        ) from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"
