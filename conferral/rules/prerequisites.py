"""In which order can programs be written that need one another, and which need each other in a circle?"""

from __future__ import annotations

from collections.abc import Collection, Mapping


def in_groups(needs: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    """Return the programs in groups, each after the groups it needs; a circle is one group.

    `needs` has the codes a program needs; those that are no key of it are left out of account.
    The answer does not depend on the order of `needs`. (Tarjan's strongly connected components,
    without recursion: a chain of prerequisites may be longer than Python's stack.)
    """
    search = _Search({code: sorted(code for code in needs[code] if code in needs) for code in sorted(needs)})
    for code in search.needs:
        if code not in search.index:
            search.visit(code)
    return search.groups


def circles(needs: Mapping[str, Collection[str]]) -> list[tuple[str, ...]]:
    """Return each circle of programs that need one another; a program that needs itself is one."""
    return [group for group in in_groups(needs) if len(group) > 1 or group[0] in needs[group[0]]]


class _Search:
    def __init__(self, needs: Mapping[str, list[str]]) -> None:
        self.needs = needs
        self.index: dict[str, int] = {}
        self.groups: list[tuple[str, ...]] = []
        self._lowest: dict[str, int] = {}
        self._waiting: dict[str, None] = {}

    def visit(self, start: str) -> None:
        """Walk everything that `start` needs; a group is complete when its first member is left."""
        path = [(start, iter(self.needs[start]))]
        self._enter(start)
        while path:
            code, remaining = path[-1]
            needed = next(remaining, None)
            if needed is None:
                path.pop()
                self._leave(code, path[-1][0] if path else None)
            elif needed not in self.index:
                self._enter(needed)
                path.append((needed, iter(self.needs[needed])))
            elif needed in self._waiting:
                self._lowest[code] = min(self._lowest[code], self.index[needed])

    def _enter(self, code: str) -> None:
        self.index[code] = self._lowest[code] = len(self.index)
        self._waiting[code] = None

    def _leave(self, code: str, above: str | None) -> None:
        if above is not None:
            self._lowest[above] = min(self._lowest[above], self._lowest[code])
        if self._lowest[code] == self.index[code]:
            group = [self._waiting.popitem()[0]]
            while group[-1] != code:
                group.append(self._waiting.popitem()[0])
            self.groups.append(tuple(sorted(group)))
