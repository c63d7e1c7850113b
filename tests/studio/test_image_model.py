from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from skill_runtime.studio.agent.project import Painted
from skill_runtime.studio.agent.speaking.speech import Voice
from skill_runtime.studio.service.generating import GeneratingEngine
from skill_runtime.studio.service.image_model import OpenAIImages, endpoint_of, size_for
from skill_runtime.studio.service.settings import Settings, from_environment
from tests.adapters.loopback import Line, Loopback, answer, json_answer
from tests.studio.acting import MemoryProject, act, reply

API = "/v1/images/generations"
KEY = "sk-very-secret-1234"
RED = (200, 30, 30)


def picture(size: tuple[int, int] = (96, 64), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, RED).save(file, kind)
    return file.getvalue()


def b64(data: bytes) -> bytes:
    return json_answer({"created": 1, "data": [{"b64_json": base64.b64encode(data).decode()}]})


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


def engine(server: Loopback, home: Path, seconds: float = 20.0) -> GeneratingEngine:
    settings = Settings(
        home=home, image_url=server.url, image_key=KEY, image_seconds=seconds, max_file_bytes=50_000
    )
    return GeneratingEngine(OpenAIImages(settings))


def made(path: Path) -> tuple[tuple[int, int], bool]:
    """Its size, and whether it is the server's red picture."""
    with Image.open(path) as image:
        red, green, _ = image.convert("RGB").getpixel((20, 20))
        return image.size, red > 150 and green < 80


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_inside_the_answer_is_used_at_the_size_of_the_canvas(
    kind: str, server: Loopback, tmp_path: Path
) -> None:
    server.on(API, lambda line: line.send(b64(picture(kind=kind))))
    path = tmp_path / "shot.png"
    painted = engine(server, tmp_path).paint("a red wall", 54, 96, path)
    assert painted == Painted((), model="gpt-image-1")
    assert made(path) == ((54, 96), True)
    assert [entry.name for entry in tmp_path.iterdir()] == ["shot.png"]


def test_the_request_is_what_the_api_documents(server: Loopback, tmp_path: Path) -> None:
    server.on(API, lambda line: line.send(b64(picture())))
    engine(server, tmp_path).paint("一只猫", 1080, 1920, tmp_path / "shot.png")
    (request,) = server.requests
    assert request.method == "POST"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(request.body) == {
        "model": "gpt-image-1",
        "prompt": "一只猫",
        "n": 1,
        "size": "1024x1536",
    }


def test_a_picture_behind_an_address_is_fetched_without_the_key(
    server: Loopback, tmp_path: Path
) -> None:
    told = json_answer({"data": [{"url": f"{server.url}/files/1.png"}]})
    server.on(API, lambda line: line.send(told))
    server.on("/files/1.png", lambda line: line.send(answer(200, picture())))
    path = tmp_path / "shot.png"
    assert engine(server, tmp_path).paint("a red wall", 64, 64, path).model
    assert made(path) == ((64, 64), True)
    assert "authorization" not in server.requests[1].headers


@pytest.mark.parametrize("hops", [0, 1, 2])
def test_an_address_in_the_private_network_is_not_fetched(
    hops: int, server: Loopback, tmp_path: Path
) -> None:
    with Loopback() as inner:
        inner.on("/secret", lambda line: line.send(answer(200, picture())))
        way = [f"{server.url}/{hop}" for hop in range(hops)] + [f"{inner.url}/secret"]
        server.on(API, lambda line: line.send(json_answer({"data": [{"url": way[0]}]})))
        for hop in range(hops):
            moved = answer(302, b"", f"Location: {way[hop + 1]}")
            server.on(f"/{hop}", lambda line, moved=moved: line.send(moved))
        painted = engine(server, tmp_path).paint("a house", 64, 64, tmp_path / "shot.png")
        assert (painted.trouble, inner.requests) == ("unusable", [])
        assert len(server.requests) == 1 + hops


def error(status: int, text: str = f"Incorrect API key provided: {KEY}") -> bytes:
    return json_answer({"error": {"message": text, "code": "x"}}, status)


def cut(line: Line) -> None:
    line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{")
    line.reset()


def silent(line: Line) -> None:
    line.wait_until_left()


def bomb() -> bytes:
    """A valid PNG head of 40000x40000."""
    data = bytearray(picture((8, 8)))
    data[16:24] = (40_000).to_bytes(4, "big") * 2
    return bytes(data)


FAILURES: dict[str, tuple[Callable[[Line], None], str]] = {
    "wrong key": (lambda line: line.send(error(401)), "key"),
    "forbidden": (lambda line: line.send(error(403)), "key"),
    "no credit": (lambda line: line.send(error(429)), "busy"),
    "against its policy": (lambda line: line.send(error(400)), "refused"),
    "not found": (lambda line: line.send(error(404)), "unreachable"),
    "broken": (lambda line: line.send(error(500)), "unreachable"),
    "elsewhere": (
        lambda line: line.send(answer(302, b"", "Location: http://127.0.0.1/")),
        "unreachable",
    ),
    "cut off": (cut, "unreachable"),
    "no JSON": (lambda line: line.send(answer(200, b"<html>")), "unusable"),
    "deep JSON": (lambda line: line.send(answer(200, b"[" * 200_000)), "unusable"),
    "a list": (lambda line: line.send(json_answer([1])), "unusable"),
    "no picture": (lambda line: line.send(json_answer({"data": []})), "unusable"),
    "an empty one": (lambda line: line.send(json_answer({"data": [{}]})), "unusable"),
    "no base64": (lambda line: line.send(json_answer({"data": [{"b64_json": "%"}]})), "unusable"),
    "a text": (lambda line: line.send(b64(b"hello")), "unusable"),
    "half a picture": (lambda line: line.send(b64(picture()[:60])), "unusable"),
    "a bomb": (lambda line: line.send(b64(bomb())), "unusable"),
    "a sound": (
        lambda line: line.send(b64(b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 60)),
        "unusable",
    ),
    "a file address": (
        lambda line: line.send(json_answer({"data": [{"url": "file:///etc/passwd"}]})),
        "unusable",
    ),
    "no address": (lambda line: line.send(json_answer({"data": [{"url": "::"}]})), "unusable"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_falls_back_to_the_painter_and_is_told_without_the_key(
    name: str, server: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script, trouble = FAILURES[name]
    server.on(API, script)
    path = tmp_path / "shot.png"
    with caplog.at_level(logging.DEBUG):
        painted = engine(server, tmp_path).paint("a red house by the sea", 48, 64, path)
    assert (painted.trouble, painted.model) == (trouble, "")
    assert painted.words == ("red", "house", "sea")
    assert made(path)[0] == (48, 64)
    assert trouble in caplog.text
    assert KEY not in caplog.text
    assert [entry.name for entry in tmp_path.iterdir()] == ["shot.png"]


def test_a_server_that_does_not_answer_is_left(server: Loopback, tmp_path: Path) -> None:
    server.on(API, silent)
    painted = engine(server, tmp_path, 0.2).paint("a house", 48, 48, tmp_path / "shot.png")
    assert painted.trouble == "slow"


def test_a_server_that_drips_is_left(server: Loopback, tmp_path: Path) -> None:
    def drip(line: Line) -> None:
        line.send(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n")
        while not server.left.wait(0.02):
            line.send(b" ")

    server.on(API, drip)
    painted = engine(server, tmp_path, 0.2).paint("a house", 48, 48, tmp_path / "shot.png")
    server.left.set()
    assert painted.trouble == "slow"


def test_an_oversized_file_behind_an_address_is_not_taken(server: Loopback, tmp_path: Path) -> None:
    told = json_answer({"data": [{"url": f"{server.url}/big"}]})
    server.on(API, lambda line: line.send(told))
    server.on("/big", lambda line: line.send(answer(200, picture() + b"\0" * 60_000)))
    painted = engine(server, tmp_path).paint("a house", 48, 48, tmp_path / "shot.png")
    assert painted.trouble == "unusable"


def test_an_oversized_answer_is_not_taken(server: Loopback, tmp_path: Path) -> None:
    def endless(line: Line) -> None:
        line.send(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(70):
            line.send(b" " * (1 << 20))

    server.on(API, endless)
    painted = engine(server, tmp_path).paint("a house", 48, 48, tmp_path / "shot.png")
    assert painted.trouble == "unusable"


def test_nobody_listening_is_told(tmp_path: Path) -> None:
    with Loopback() as gone:
        pass
    painted = engine(gone, tmp_path).paint("a house", 48, 48, tmp_path / "shot.png")
    assert painted.trouble == "unreachable"


def test_the_reply_names_the_model_and_no_painter(server: Loopback, tmp_path: Path) -> None:
    server.on(API, lambda line: line.send(b64(picture())))
    project = MemoryProject(tmp_path)
    words = reply(act(project, "generate a red wall", tools=engine(server, tmp_path)))
    assert "The image model gpt-image-1 made it." in words
    assert "placeholder" not in words


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("generate a red house", "refused its key (STUDIO_IMAGE_KEY), so I painted it myself"),
        ("生成一座红色的房子", "图像服务拒绝了密钥（STUDIO_IMAGE_KEY），所以这张是我自己画的"),
    ],
)
def test_the_reply_says_why_it_was_painted_after_all(
    message: str, said: str, server: Loopback, tmp_path: Path
) -> None:
    server.on(API, lambda line: line.send(error(401)))
    words = reply(act(MemoryProject(tmp_path), message, tools=engine(server, tmp_path)))
    assert said in words
    assert KEY not in words


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("trouble", ["key", "busy", "refused", "slow", "unreachable", "unusable"])
def test_every_trouble_has_a_sentence(language: str, trouble: str) -> None:
    assert Voice(language, "").say(f"image_{trouble}")


@pytest.mark.parametrize(
    ("model", "canvas", "size"),
    [
        ("gpt-image-1", (1080, 1920), (1024, 1536)),
        ("gpt-image-1", (1920, 1080), (1536, 1024)),
        ("gpt-image-1", (1080, 1080), (1024, 1024)),
        ("gpt-image-1", (1080, 1350), (1024, 1536)),
        ("dall-e-3", (1080, 1920), (1024, 1792)),
        ("dall-e-2", (1080, 1920), (1024, 1024)),
        ("some-local-model", (1920, 1080), (1536, 1024)),
    ],
)
def test_the_size_is_the_nearest_that_the_model_makes(
    model: str, canvas: tuple[int, int], size: tuple[int, int]
) -> None:
    assert size_for(model, *canvas) == size


@pytest.mark.parametrize(
    "url",
    [
        "http://host:8080",
        "http://host:8080/",
        "http://host:8080/v1",
        "http://host:8080/v1/images/generations",
    ],
)
def test_an_address_may_be_given_in_part(url: str) -> None:
    assert endpoint_of(url) == "http://host:8080/v1/images/generations"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("", ""),
        ("http://127.0.0.1:8080", ""),
        ("http://localhost:8080/v1", ""),
        ("http://[::1]:8080", ""),
        ("https://images.test:8443/v1", "images.test"),
    ],
)
def test_who_else_gets_the_words_for_pictures_is_known(url: str, host: str, tmp_path: Path) -> None:
    assert from_environment(tmp_path, {"STUDIO_IMAGE_URL": url}).image_host == host


def test_the_settings_name_the_server_and_never_show_the_key(tmp_path: Path) -> None:
    told = {"STUDIO_IMAGE_URL": "https://h/v1", "STUDIO_IMAGE_KEY": KEY, "STUDIO_IMAGE_MODEL": "m"}
    settings = from_environment(tmp_path, told)
    assert (settings.image_url, settings.image_key, settings.image_model) == (
        "https://h/v1",
        KEY,
        "m",
    )
    assert KEY not in repr(settings)
    assert from_environment(tmp_path, {}).image_model == "gpt-image-1"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STUDIO_IMAGE_URL", "ftp://h"),
        ("STUDIO_IMAGE_URL", "host"),
        ("STUDIO_IMAGE_URL", "http://h"),
        ("STUDIO_IMAGE_URL", "http://192.168.1.20:8080"),
        ("STUDIO_IMAGE_URL", "http://127.0.0.1.h.example"),
        ("STUDIO_IMAGE_URL", "https://[h"),
        ("STUDIO_IMAGE_URL", f"http://me:{KEY}@h"),
        ("STUDIO_IMAGE_KEY", f"{KEY}\nX: 1"),
    ],
)
def test_a_bad_setting_is_named_without_its_value(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=name) as refused:
        from_environment(tmp_path, {name: value})
    assert KEY not in str(refused.value)
