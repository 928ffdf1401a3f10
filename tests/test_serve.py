"""`make serve` gives out the site's files and nothing else, whatever an address looks like."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pages  # noqa: F401  puts book/_ext on the path

import serve

FILES = {"index.html": b"the first page", "part/page.html": b"a page", "part/\u5b57 a.txt": b"a name with letters"}
SECRET = b"what lies beside the site"


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    root = tmp_path_factory.mktemp("served")
    for name, content in {**{f"site/{name}": content for name, content in FILES.items()},
                          "secret.txt": SECRET, "site2/secret.txt": SECRET}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    server = serve.server(root / "site", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, target: bytes, method: bytes = b"GET") -> tuple[int | None, bytes]:
    """The status and the body that a target as it stands is answered with; None where the line itself is refused."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        with contextlib.suppress(ConnectionError):
            connection.sendall(method + b" " + target + b" HTTP/1.0\r\n\r\n")
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionError):
            while piece := connection.recv(65536):
                answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return (int(head.split()[1]) if head.startswith(b"HTTP/") else None), body


def test_files_are_served(port):
    assert ask(port, b"/") == (200, FILES["index.html"])
    assert ask(port, b"/part/page.html?q=1") == (200, FILES["part/page.html"])
    assert ask(port, b"/part/%E5%AD%97%20a.txt") == (200, FILES["part/\u5b57 a.txt"])


OUTSIDE = [b"/../secret.txt", b"/part/../../secret.txt", b"/%2e%2e/secret.txt", b"/..%2fsecret.txt", b"/%2e%2e%2fsecret.txt",
           b"/..%5csecret.txt", b"/....//secret.txt", b"/.%00./secret.txt", b"/%252e%252e/secret.txt", b"/../site2/secret.txt",
           b"//etc/passwd", b"/etc/passwd", b"///etc/passwd", b"http://127.0.0.1/../secret.txt", b"file:///etc/passwd",
           b"/%00", b"/index.html%00", b"/part/", b"/part", b"/" + b"a" * 5000, b"/" + b"a/" * 3000, b"*", b"?", b"#",
           b"/%", b"/%zz", b"/%ff%fe", b"/\xff\xfe", b"/con", b"/index.html/", b"/index.html/x", b"/a:b", b"/~root/.profile"]


@pytest.mark.parametrize("target", OUTSIDE, ids=lambda target: ascii(target)[2:40])
def test_nothing_else_is_served(port, target, capfd):
    status, body = ask(port, target)
    assert status in (301, 400, 404, 414) or body in FILES.values(), (status, body[:80])
    assert SECRET not in body and b"root:" not in body
    assert "Traceback" not in capfd.readouterr().err


PIECES = st.sampled_from([b"..", b".", b"/", b"//", b"%2e", b"%2f", b"%5c", b"\\", b"%00", b"%", b"%25", b"%c0%ae", b"secret.txt",
                          b"index.html", b"part", b"site2", b"?", b"#", b";", b"&", b"=", b"~", b":", b"\xe5\xad\x97", b"\t"])
TARGETS = st.lists(st.one_of(PIECES, st.binary(max_size=4)), max_size=12).map(b"".join)


@settings(derandomize=True, deadline=None, max_examples=300)
@given(target=TARGETS, method=st.sampled_from([b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"\x00"]))
def test_any_address_is_answered_with_a_file_of_the_site_or_refused(port, target, method):
    status, body = ask(port, b"/" + target, method)
    assert SECRET not in body
    if status == 200:
        assert body in FILES.values() or (method, body) == (b"HEAD", b"")
    assert ask(port, b"/")[0] == 200, "it serves on"


def test_it_is_for_this_machine_alone(tmp_path):
    with serve.server(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
