"""Writes events.bin, what EventFileTest must produce to the byte. Needs Python 3 alone: the checksum is bit by bit."""
import struct
from pathlib import Path


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes(out) + bytes([value])


def field(number, wire, data):
    return varint(number << 3 | wire) + data


def delimited(number, data):
    return field(number, 2, varint(len(data)) + data)


def record(data):
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", masked(length)) + data + struct.pack("<I", masked(data))


def event(step, rest):
    wall = field(1, 1, struct.pack("<d", 1700000000.25))
    return record(wall + (field(2, 0, varint(step)) if step else b"") + rest)


def scalar(tag, value):
    return delimited(1, delimited(1, tag.encode()) + field(2, 5, struct.pack("<f", value)))


assert crc32c(b"123456789") == 0xE3069283
with open(Path(__file__).parent / "events.bin", "wb") as out:
    out.write(event(0, delimited(3, b"brain.Event:2")))
    out.write(event(300, delimited(7, field(1, 0, varint(1)))))
    out.write(event(301, delimited(5, scalar("train/loss", 0.125))))
    out.write(event(1 << 40, delimited(5, scalar("train/größe", float("inf")) + scalar("b", -2.5))))
