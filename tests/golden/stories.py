"""What the reference of the stories' grammar says, for src/setups/stories/grammar/tests: records and stories that were
changed, what its reader finds in each, and how its records are distributed.

Command, from the repository root; rewrites tests/golden/stories.json in about a minute, without any packages:

    python3 tests/golden/stories.py

Words are written as their numbers. A reading is [why, kinds, spans, twists, attempts, features]: a span is
[start, body, end], a twist [sort, number of its sentence, old word, new word].
"""

import collections
import json
import random
from pathlib import Path

import stories_reference as g

RECORDS, CHANGED, DRAWN = 240, 420, 60_000
SHOWN = 100
LEAST_OF_EACH_WHY = 3


def ids(words):
    return [g.ID[w] for w in words]


def reading(words):
    r = g.read(words)
    twists = [span for span in r["spans"] if span[0] == "twist"]
    coherent = {n: s for s, n in r["twists"]}
    found, number = [], 0
    for kind, start, body, end, template in r["spans"]:
        if kind == "twist" and number in coherent:
            sort = coherent[number]
            new = g.match(words, body, template)[sort + "2"]
            found.append([sort, number, g.ID[g.DOUBLE[new]], g.ID[new]])
        number += 1
    assert len(twists) == r["attempts"] and len(found) == len(r["twists"])
    spans = [[start, body, end] for _, start, body, end, _ in r["spans"]]
    return [r["why"], " ".join(r["kinds"]), spans, found, r["attempts"], sorted(map(g.FEATURES.index, r["feats"]))]


def denial(r):
    """The story up to its twist and the literal start of a denial in the twist's place."""
    words = []
    for kind, part in r["parts"]:
        if kind == "twist":
            break
        words += part
    animal = next(w for w in words if w in g.SORTS["A"]) if r["tw"] == "T" else None
    starts = {"P": "but it was not in the", "T": f"but the {animal} was not"}
    return words + starts.get(r["tw"], "but it was not a").split()


def golden_record(rng, number):
    r = g.record(rng)
    other = rng.sample(g.FEATURES, rng.randrange(4))
    found = g.read(r["story"])
    assert found["kinds"] == [kind for kind, _ in r["parts"]] and found["valid"]
    told = {}
    for kind, part in r["parts"]:
        for word in part:
            sort = g.INSORT.get(word)
            if kind != "twist" and sort in g.SETS.get(kind, ()):
                told.setdefault(sort, g.ID[word])
    out = {
        "features": [g.FEATURES.index(f) for f in r["features"]],
        "words": ids(r["words"] or []),
        "summary": ids(r["summary"] or []),
        "order": [g.TITLES.index(o) for o in r["order"]],
        "story": ids(r["story"]),
        "told": told,
        "twist": r["tw"],
        "prompt": ids(g.prompt(r)),
        "other": [g.FEATURES.index(f) for f in other],
        "other_prompt": ids(g.prompt(r, other)),
        "denial": ids(denial(r)) if r["tw"] else None,
        "reading": reading(r["story"]),
    }
    if number < SHOWN:
        out["shown"] = [g.show(r["story"]), g.show(r["summary"] or [])]
    return out


def changed(rng):
    """A story with one change; some of the changes are aimed at a reason that others seldom give."""
    way = rng.choice([*range(13), 11])
    aimed = {11: "twist", 12: "foreshadowing"}.get(way)
    r = g.record(rng, aimed and (lambda f: aimed in f or rng.random() < 0.2))
    words, parts = list(r["story"]), [list(p) for _, p in r["parts"]]
    kinds = [k for k, _ in r["parts"]]
    at = rng.randrange(len(words))
    if way == 0:
        words[at] = rng.choice(g.VOCAB)
    elif way in (1, 2, 3):
        places = [i for i, w in enumerate(words) if w in g.INSORT]
        at = rng.choice(places)
        words[at] = rng.choice(g.SORTS[g.INSORT[words[at]]])
    elif way == 4:
        del words[at]
    elif way == 5:
        words.insert(at, words[at])
    elif way in (6, 7):
        i, j = rng.sample(range(len(parts)), 2)
        parts[i], parts[j] = parts[j], parts[i]
        words = sum(parts, [])
    elif way == 8:
        words = words[:at] if rng.random() < 0.5 else sum(parts[: rng.randrange(len(parts) + 1)], [])
    elif way == 9:
        k = rng.randrange(len(parts))
        words = sum(parts[:k] + [parts[k]] + parts[k:], [])
    elif way == 10:
        i = rng.randrange(len(parts))
        parts.insert(i, list(g.record(rng)["parts"][rng.randrange(3)][1]))
        words = sum(parts, [])
    elif way == 11 and rng.random() < 0.3:
        # An animal turns out to have had the thing before any was told.
        thing = next(w for w in words if w in g.SORTS["O"])
        words = parts[0] + g.fill(g.TW["A"][2], {"O": thing, "A2": "frog"}) + sum(parts[1:], [])
    elif way == 11 and r["tw"]:
        k = kinds.index("twist")
        last = max(i for i, w in enumerate(parts[k]) if w in g.SORTS[r["tw"]])
        old = g.DOUBLE[parts[k][last]]
        parts[k][last] = old if rng.random() < 0.6 else rng.choice(g.SORTS[r["tw"]])
        words = sum(parts, [])
    elif way == 12 and "fulfil" in kinds:
        k = kinds.index("fulfil")
        parts[k] = [rng.choice(g.SORTS["E"]) if w in g.SORTS["E"] else w for w in parts[k]]
        words = sum(parts, [])
    elif way == 12:
        words = rng.choices(g.VOCAB, k=rng.randrange(12))
    else:
        words = sum(([] if rng.random() < 0.2 else p for p in parts), [])
    return words


def reason(why):
    """The reason without what it is about."""
    if why is None:
        return "valid"
    if why.startswith("unreadable"):
        return "unreadable"
    if ", known is" in why:
        return "denies" if why.startswith("twist denies") else "contradicts"
    return why


def distribution(rng):
    count = collections.Counter()
    length = prompt = square = 0
    for _ in range(DRAWN):
        r = g.record(rng)
        n, p = len(r["story"]), len(g.prompt(r))
        length, square, prompt = length + n, square + n * n, prompt + p
        assert n <= g.MAXSTORY and n + p + 1 <= g.MAXALL
        count.update(f"feature {f}" for f in r["features"])
        count.update(f"kind {k}" for k, _ in r["parts"])
        count["words"] += r["words"] is not None
        count["three words"] += len(r["words"] or []) == 3
        count["summary"] += r["summary"] is not None
        count["features first"] += r["order"][0] == "features:"
        if r["tw"]:
            count[f"twist {r['tw']}"] += 1
            count[f"twist at {[k for k, _ in r['parts']].index('twist')}"] += 1
    shares = {name: round(n / DRAWN, 5) for name, n in sorted(count.items())}
    mean = length / DRAWN
    return {
        "drawn": DRAWN,
        "shares": shares,
        "length": round(mean, 4),
        "deviation": round((square / DRAWN - mean * mean) ** 0.5, 4),
        "prompt": round(prompt / DRAWN, 4),
    }


def main():
    rng = random.Random(20_260)
    records = [golden_record(rng, number) for number in range(RECORDS)]
    stories = [changed(rng) for _ in range(CHANGED)]
    reasons = collections.Counter(reason(g.read(words)["why"]) for words in stories)
    print(reasons)
    assert len(reasons) == 12 and min(reasons.values()) >= LEAST_OF_EACH_WHY, "a reason is too rare: draw more"
    golden = {
        "vocabulary": " ".join(g.VOCAB),
        "records": records,
        "changed": [[ids(words), reading(words)] for words in stories],
        "distribution": distribution(rng),
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
