"""Hashes: xxHash64, Murmur3 and SpookyHash V2, whose authors publish how they are computed."""

import struct
from collections.abc import Sequence

_MASK = (1 << 64) - 1
_PRIMES = (
    0x9E3779B185EBCA87,
    0xC2B2AE3D27D4EB4F,
    0x165667B19E3779F9,
    0x85EBCA77C2B2AE63,
    0x27D4EB2F165667C5,
)
_MURMUR = (0x87C37B91114253D5, 0x4CF5AD432745937F)
_SPOOKY = 0xDEADBEEFDEADBEEF
_SPOOKY_SHORT = 192
_SPOOKY_BLOCK = 96
_SHORT_MIX = (50, 52, 30, 41, 54, 48, 38, 37, 62, 34, 5, 36)
_SHORT_END = (15, 52, 26, 51, 28, 9, 47, 54, 32, 25, 63)
_MIX = (11, 32, 43, 31, 17, 28, 39, 57, 55, 54, 22, 46)
_END = (44, 15, 34, 21, 38, 33, 10, 13, 38, 53, 42, 54)


def xxhash64(data: bytes) -> int:
    """Compute xxHash64 with seed 0."""
    one, two, three, four, five = _PRIMES
    size = len(data)
    position = 0
    if size >= 32:
        lanes = [one + two & _MASK, two, 0, -one & _MASK]
        while position <= size - 32:
            for lane, word in enumerate(struct.unpack_from("<4Q", data, position)):
                lanes[lane] = _xx_round(lanes[lane], word)
            position += 32
        total = sum(_rotate(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True))
        for lane in lanes:
            total = ((total ^ _xx_round(0, lane)) * one + four) & _MASK
    else:
        total = five
    total = total + size & _MASK
    while position <= size - 8:
        total ^= _xx_round(0, int.from_bytes(data[position : position + 8], "little"))
        total = (_rotate(total, 27) * one + four) & _MASK
        position += 8
    if position <= size - 4:
        total ^= int.from_bytes(data[position : position + 4], "little") * one & _MASK
        total = (_rotate(total, 23) * two + three) & _MASK
        position += 4
    for byte in data[position:]:
        total = _rotate(total ^ byte * five & _MASK, 11) * one & _MASK
    total = (total ^ total >> 33) * two & _MASK
    total = (total ^ total >> 29) * three & _MASK
    return total ^ total >> 32


def murmur3_128(data: bytes) -> tuple[int, int]:
    """Compute both halves of Murmur3 for 64-bit machines, with seed 0."""
    first = second = 0
    whole = len(data) // 16 * 16
    for position in range(0, whole, 16):
        one, two = struct.unpack_from("<QQ", data, position)
        first = _rotate(first ^ _murmur_first(one), 27) + second & _MASK
        first = first * 5 + 0x52DCE729 & _MASK
        second = _rotate(second ^ _murmur_second(two), 31) + first & _MASK
        second = second * 5 + 0x38495AB5 & _MASK
    tail = data[whole:]
    second ^= _murmur_second(int.from_bytes(tail[8:], "little"))
    first ^= _murmur_first(int.from_bytes(tail[:8], "little"))
    first, second = first ^ len(data), second ^ len(data)
    first = first + second & _MASK
    second = second + first & _MASK
    first, second = _murmur_finish(first), _murmur_finish(second)
    first = first + second & _MASK
    return first, second + first & _MASK


def spooky_v2_64(data: bytes) -> int:
    """Compute the first half of SpookyHash V2, with seeds 0."""
    return _spooky_short(data) if len(data) < _SPOOKY_SHORT else _spooky_long(data)


def _rotate(value: int, by: int) -> int:
    value &= _MASK
    return (value << by | value >> 64 - by) & _MASK


def _xx_round(lane: int, word: int) -> int:
    return _rotate(lane + word * _PRIMES[1], 31) * _PRIMES[0] & _MASK


def _murmur_first(word: int) -> int:
    return _rotate(word * _MURMUR[0], 31) * _MURMUR[1] & _MASK


def _murmur_second(word: int) -> int:
    return _rotate(word * _MURMUR[1], 33) * _MURMUR[0] & _MASK


def _murmur_finish(value: int) -> int:
    value = (value ^ value >> 33) * 0xFF51AFD7ED558CCD & _MASK
    value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53 & _MASK
    return value ^ value >> 33


def _spooky_short(data: bytes) -> int:
    state = [0, 0, _SPOOKY, _SPOOKY]
    size = len(data)
    position = 0
    while size - position >= 32:
        words = struct.unpack_from("<4Q", data, position)
        _add(state, (0, 0, *words[:2]))
        _short_mix(state)
        _add(state, words[2:])
        position += 32
    if size - position >= 16:
        _add(state, (0, 0, *struct.unpack_from("<2Q", data, position)))
        _short_mix(state)
        position += 16
    tail = data[position:]
    last = (size << 56) + int.from_bytes(tail[8:], "little")
    _add(state, (0, 0, int.from_bytes(tail[:8], "little"), last))
    if not tail:
        _add(state, (0, 0, _SPOOKY, _SPOOKY))
    _short_end(state)
    return state[0]


def _short_mix(state: list[int]) -> None:
    for step, by in enumerate(_SHORT_MIX):
        one, two, three = (step + 2) % 4, (step + 3) % 4, step % 4
        state[one] = _rotate(state[one], by) + state[two] & _MASK
        state[three] ^= state[one]


def _short_end(state: list[int]) -> None:
    for step, by in enumerate(_SHORT_END):
        one, two = (step + 3) % 4, (step + 2) % 4
        state[one] ^= state[two]
        state[two] = _rotate(state[two], by)
        state[one] = state[one] + state[two] & _MASK


def _spooky_long(data: bytes) -> int:
    state = [0, 0, _SPOOKY] * 4
    whole = len(data) // _SPOOKY_BLOCK * _SPOOKY_BLOCK
    for position in range(0, whole, _SPOOKY_BLOCK):
        words = struct.unpack_from("<12Q", data, position)
        for lane in range(12):
            above, below = (lane + 11) % 12, (lane + 1) % 12
            state[lane] = state[lane] + words[lane] & _MASK
            state[(lane + 2) % 12] ^= state[(lane + 10) % 12]
            state[above] ^= state[lane]
            state[lane] = _rotate(state[lane], _MIX[lane])
            state[above] = state[above] + state[below] & _MASK
    rest = len(data) - whole
    block = data[whole:].ljust(_SPOOKY_BLOCK - 1, b"\0") + bytes([rest])
    _add(state, struct.unpack("<12Q", block))
    for _ in range(3):
        for lane in range(12):
            above, below, after = (lane + 11) % 12, (lane + 1) % 12, (lane + 2) % 12
            state[above] = state[above] + state[below] & _MASK
            state[after] ^= state[above]
            state[below] = _rotate(state[below], _END[lane])
    return state[0]


def _add(state: list[int], words: Sequence[int]) -> None:
    for lane, word in enumerate(words):
        state[lane] = state[lane] + word & _MASK
