"""Reference of the stories' grammar for stories.py: the rules of src/setups/stories/grammar, written apart from it.

Story grammar of our own (no copied text): records in the form of TinyStories-Instruct, a generator, and a
deterministic reader that says exactly which features a text has. Word-level tokens, closed vocabulary.

Template language: words are literal tokens; {H} hero, {A} animal, {O} object, {P} place, {T} trait, {J} adjective,
{S} sign, {E} event, {M} lesson. In a twist {A2} {O2} {P2} {T2} is the new value. `a|b|c` alternatives are separate
templates. Facts (state): H hero, O object, A who has the object, P where, T what the animal is like, S sign.
"""
import random

SORTS = {
    "H": "mia tom lily ben sara max anna leo zoe sam".split(),
    "A": "frog prince duck swan dog wolf cat tiger".split(),
    "O": "ball egg hat nest lamp star cake stone boat shoe book box".split(),
    "P": "barn attic garden cellar forest cave tent shed".split(),
    "T": "kind mean brave shy happy sad strong weak wise silly".split(),
    "J": "red blue big small old new shiny soft".split(),
    "S": "clouds smoke wind tracks whispers sparkles".split(),
    "E": "rain fire storm bear ghost fairy".split(),
    "M": "share listen wait help ask try".split(),
}
DOUBLE = {}  # every animal, thing, place and trait has one double; a twist turns a told value into its double
for _k in "AOPT":
    for _i in range(0, len(SORTS[_k]), 2):
        _a, _b = SORTS[_k][_i], SORTS[_k][_i + 1]
        DOUBLE[_a], DOUBLE[_b] = _b, _a
EVENT = dict(zip(SORTS["S"], SORTS["E"]))
FEATURES = ["twist", "dialogue", "badending", "moralvalue", "foreshadowing", "conflict"]

# kind -> list of templates. `needs` are inferred from the slots; kinds that SET a fact are listed in SETS.
G = {
    "open": ["once {H} had a {J} {O} .", "one day {H} found a {J} {O} .", "{H} got a {J} {O} .",
             "there was a {J} {O} that {H} loved ."],
    "who": ["a {A} took the {O} .", "{H} gave the {O} to a {A} .", "a {A} ran off with it .",
            "{H} lent it to a {A} .", "then a {A} had it ."],
    "where": ["the {A} went to the {P} .", "the {A} hid it in the {P} .", "{H} put the {O} in the {P} .",
              "it was kept in the {P} ."],
    "trait": ["the {A} was {T} .", "{H} thought the {A} was {T} .", "the {A} looked {T} ."],
    "fill": ["{H} looked in the {P} .", "{H} followed the {A} .", "{H} did not give up .", "suddenly it was dark .",
             "but {H} was not afraid .", "oh ! {H} fell down .", "{H} ran to the {P} ."],
    "same": ["the {A} had the {O} all along !", "the {O} was really in the {P} !", "the {A} was really {T} !",
             "the {O} was in the {P} all along !", "the {A} was {T} all along !"],
    "dialogue": ['" where is my {O} ? " said {H} .', '" i love this {O} , " said {H} .',
                 '" please help me , " said {H} .', '" meet me in the {P} , " said the {A} .',
                 '" i am {T} , " said the {A} .', '" do not take my {O} ! " said {H} .'],
    "conflict": ["{H} and the {A} both wanted the {O} .", "{H} and the {A} began to fight .",
                 "{H} was angry with the {A} .", "the {A} shouted at {H} ."],
    "hint": ["first came {S} .", "{H} noticed {S} .", "{S} came from far away ."],
    "fulfil": ["soon the {E} came , as the {S} had warned .", "the {S} had been right : the {E} came .",
               "because of the {S} {H} was ready for the {E} ."],
    "good": ["{H} took the {O} home and smiled .", "{H} and the {A} became friends .",
             "{H} laughed and hugged the {A} .",
             "they all played in the {P} .", "{H} kept the {O} ."],
    "bad": ["{H} never saw the {O} again .", "{H} lost the {O} and cried .", "the {O} broke and {H} cried .",
            "the {A} ran away and {H} was alone ."],
    "moral": ["{H} learned to {M} .", "always {M} .", "now {H} knew : always {M} ."],
}
TW = {
    "A": ["it was not a {A} . it was a {A2} !", "the {A} was really a {A2} !", "a {A2} had the {O} all along !",
          "no {A} ever had it . a {A2} did !"],
    "P": ["it was not in the {P} . it was in the {P2} !", "the {O} was really in the {P2} !",
          "the {O} was in the {P2} all along !", "the {P} was empty . it was in the {P2} !"],
    "O": ["it was not a {O} . it was a {O2} !", "the {O} was really a {O2} !", "the {O} was a {O2} all along !",
          "that was no {O} . it was a {O2} !"],
    "T": ["the {A} was not {T} . it was {T2} !", "the {A} was really {T2} !", "the {A} was {T2} all along !",
          "it only looked {T} . it was {T2} !"],
}
TURNS = ["", "but", "surprise !", "guess what !", "oh no !", "in truth", "but wait !"]
SETS = {"open": ("H", "O", "J"), "who": ("A",), "where": ("P",), "trait": ("T",), "hint": ("S",)}
SUMMARY = ["{H} and the {A} .", "{H} has a {O} .", "the {O} in the {P} .", "a {A} and a {O} ."]
TITLES = ["features:", "words:", "summary:", "story:"]
SPECIAL = ["<pad>", "<end>"]


def _words():
    seen, out = set(), []
    def add(w):
        if w not in seen:
            seen.add(w); out.append(w)
    for w in SPECIAL + TITLES + FEATURES: add(w)
    for v in SORTS.values():
        for w in v: add(w)
    for ts in list(G.values()) + list(TW.values()) + [TURNS, SUMMARY]:
        for t in ts:
            for w in t.split():
                if not w.startswith("{"): add(w)
    return out


VOCAB = _words()
ID = {w: i for i, w in enumerate(VOCAB)}


def slots(t):
    return [w[1:-1] for w in t.split() if w.startswith("{")]


def fill(t, st):
    return [st[w[1:-1]] if w.startswith("{") else w for w in t.split()]


def can(kind, t, st):
    new = SETS.get(kind, ())
    for s in slots(t):
        if s in new or s in ("E", "M"):
            continue
        if s not in st:
            return False
    return True


MAXSTORY, MAXALL = 44, 56  # tokens of the story without <end>
PF = {"twist": .4, "dialogue": .25, "badending": .2, "moralvalue": .2, "foreshadowing": .3, "conflict": .2}


def story(rng, feats):
    """Returns (tokens, established, twist-sort, index of twist) or None if it came out too long."""
    st, out, first = {}, [], {}
    ch = rng.choice
    def emit(kind, t=None):
        if t is None:
            ok = [t for t in G[kind] if can(kind, t, st)]
            if not ok: return False
            t = ch(ok)
        for s in SETS.get(kind, ()):
            if s in slots(t):
                st[s] = ch(SORTS[s]); first.setdefault(s, st[s])
        if kind == "moral": st["M"] = ch(SORTS["M"])
        if kind == "fulfil": st["E"] = EVENT[st["S"]]
        out.append((kind, fill(t, st)))
        return True
    # plan of the middle: the holder, perhaps a place before or after, perhaps a trait after the holder
    sort = None
    if "twist" in feats: sort = rng.choices("AOPT", (2, 2, 9, 3.5))[0]
    facts = ["who"]
    if sort == "P" or rng.random() < (.35 if sort else .55): facts.insert(rng.randrange(2), "where")
    if sort == "T" or rng.random() < (.25 if sort else .45):
        w = facts.index("who") + 1
        facts.insert(rng.randint(w, len(facts)), "trait")
    mid = facts
    def ins(kind, lo, hi=None):
        hi = len(mid) if hi is None else hi
        k = rng.randint(lo, hi); mid.insert(k, kind); return k
    if rng.random() < .25: ins("fill", 0)
    if rng.random() < (.1 if "twist" in feats else .2): ins("same", mid.index("who") + 1)
    if "dialogue" in feats: ins("dialogue", 0)
    if "conflict" in feats: ins("conflict", mid.index("who") + 1)
    if "foreshadowing" in feats:
        k = ins("hint", 0, max(0, len(mid) - 1)); ins("fulfil", min(k + 2, len(mid)))
    end = "bad" if "badending" in feats else "good"
    plan = mid + [end]
    if "twist" in feats:
        # any place between the sentence that tells the fact and the ending; the next place with probability .5
        need = {"A": "who", "O": "who", "P": "where", "T": "trait"}[sort]
        k = mid.index(need) + 1
        while k < len(mid) and rng.random() < .5: k += 1
        plan.insert(k, "twist")
    if "moralvalue" in feats: plan.append("moral")
    emit("open")
    tw = None
    for kind in plan:
        if kind == "twist":
            old = st[sort]
            st[sort + "2"] = DOUBLE[old]
            body = ch([t for t in TW[sort] if all(s in st for s in slots(t))])
            # wordings that could also confirm a fact always get a turn
            turn = ch(TURNS if "{" + sort + "}" in body or sort in "AO" else TURNS[1:])
            out.append(("twist", turn.split() + fill(body, st)))
            st[sort] = st[sort + "2"]
            if sort == "A": st.pop("T", None)
            tw = sort
        elif not emit(kind):
            return None
    toks = [w for _, s in out for w in s]
    if len(toks) > MAXSTORY: return None
    return toks, first, tw, out


def features(rng):
    f = [x for x in FEATURES if rng.random() < PF[x]]
    if len(f) > 3: f = rng.sample(f, 3)
    return f


def record(rng, want=None):
    """want: function(list of features) -> bool, or None"""
    while True:
        f = features(rng)
        if want and not want(f): continue
        r = None
        for _ in range(40):
            r = story(rng, f)
            if r: break
        if not r: continue
        toks, first, tw, parts = r
        rng.shuffle(f)
        words = None
        if rng.random() < .85:
            have = [v for s, v in first.items() if s in "OAPJT"]
            words = rng.sample(have, min(len(have), rng.choice([2, 3])))
        summ = None
        if rng.random() < .2:
            summ = fill(rng.choice([t for t in SUMMARY if all(s in first for s in slots(t))]), first)
        r = dict(features=f, words=words, summary=summ)
        while sum(1 + len(x) for x in (f, words, summ) if x) + 2 + len(toks) > MAXALL:
            if summ: summ = None
            elif words and len(words) > 2: words = words[:2]
            else: words = None
        order = ["features:", "words:", "summary:"]
        rng.shuffle(order)
        return dict(features=f, words=words, summary=summ, order=order, story=toks, tw=tw, parts=parts)


def prompt(r, feats=None):
    f = r["features"] if feats is None else feats
    out = []
    for o in r["order"]:
        if o == "features:" and f: out += [o] + f
        if o == "words:" and r["words"]: out += [o] + r["words"]
        if o == "summary:" and r["summary"]: out += [o] + r["summary"]
    return out + ["story:"]


def show(toks):
    s, cap, inq, names = "", True, False, set(SORTS["H"])
    for i, w in enumerate(toks):
        if w == "<end>": break
        if w == '"':
            inq = not inq
            if inq: s += (" " if s else "") + '"'; cap = True
            else: s += '"'; cap = False
            continue
        if w == "a" and i + 1 < len(toks) and toks[i + 1][0] in "aeiou": w = "an"
        t = w.capitalize() if cap or w in names or w == "i" else w
        if w in ".!?,:": s += w
        elif s.endswith('"') and inq: s += t
        else: s += (" " if s else "") + t
        cap = w in ".!?"
    return s


# ---------------------------------------------------------------- reader
def _compile():
    T = []
    for k, ts in G.items():
        for t in ts: T.append((k, None, t.split()))
    for sort, ts in TW.items():
        for t in ts: T.append(("twist", sort, t.split()))
    # the same wordings that deny nothing ("the owl was really kind !" when it is kind) are read as twist wordings
    idx = {}
    for e in T:
        w = e[2][0]
        keys = SORTS[w[1:-1].rstrip("2")] if w.startswith("{") else [w]
        for key in keys: idx.setdefault(key, []).append(e)
    return idx


IDX = _compile()
TURN_T = sorted([t.split() for t in TURNS if t], key=len, reverse=True)
INSORT = {w: s for s, v in SORTS.items() for w in v}


def match(toks, i, tmpl):
    if i + len(tmpl) > len(toks): return None
    b = {}
    for k, w in enumerate(tmpl):
        x = toks[i + k]
        if w[0] == "{":
            s = w[1:-1]
            if INSORT.get(x) != s[0]: return None
            if s in b and b[s] != x: return None
            b[s] = x
        elif w != x: return None
    return b


def read(toks):
    """Reads a story (tokens without <end>). Returns dict: valid, n_twist (valid twists), twist_words (twist wordings,
    coherent or not), features found, why (first reason when not valid), place of the first coherent twist."""
    st, i, n = {}, 0, 0
    r = dict(valid=False, twists=[], attempts=0, feats=set(), why=None, kinds=[], spans=[])
    bad = None
    ended = False
    while i < len(toks):
        # a turn only counts before a twist body; try longest turn first, then none
        best = None
        for tl in [t for t in TURN_T if toks[i:i + len(t)] == t] + [[]]:
            j = i + len(tl)
            if j >= len(toks): continue
            for kind, sort, t in IDX.get(toks[j], []):
                if tl and kind not in ("twist", "same"): continue
                b = match(toks, j, t)
                if b is None: continue
                fail = None
                if kind == "twist":
                    for s, v in b.items():
                        if s.endswith("2"): continue
                        if st.get(s) != v: fail = f"twist denies {s}={v}, known is {st.get(s)}"
                    if fail is None:
                        old, new = st.get(sort), b[sort + "2"]
                        if old is None: fail = "twist on a fact that was never told"
                        elif old == new:
                            if "{" + sort + "}" in t: fail = "twist that changes nothing"
                            else: kind = "same"  # says again what is known: no twist
                        elif DOUBLE[old] != new: fail = "not the double"
                else:
                    new = SETS.get(kind, ())
                    for s, v in b.items():
                        if s in new or s in "EM": continue
                        if st.get(s) != v: fail = f"{kind}: {s}={v}, known is {st.get(s)}"
                    if kind == "fulfil" and fail is None and EVENT[b["S"]] != b["E"]: fail = "wrong event"
                    if kind == "open" and st: fail = "second opening"
                    if kind != "open" and not st: fail = "no opening"
                    if ended and kind not in ("moral",): fail = "after the ending"
                rank = (fail is None, len(tl) + len(t))
                if best is None or rank > best[0]:
                    best = (rank, kind, sort, b, fail, j + len(t), j, t)
        if best is None:
            bad = bad or f"unreadable at {i}: {' '.join(toks[i:i+6])}"
            # skip to after next sentence end
            while i < len(toks) and toks[i] not in (".", "!", "?"): i += 1
            i += 1
            r["kinds"].append("?")
            continue
        _, kind, sort, b, fail, nxt, j, t = best
        r["spans"].append((kind, i, j, nxt, t))  # kind, start, start of the body after the turn, end, template
        r["kinds"].append(kind if not fail else kind + "*")
        if kind == "twist":
            r["attempts"] += 1
            if fail: bad = bad or fail
            else:
                r["twists"].append((sort, n)); r["feats"].add("twist")
                st[sort] = b[sort + "2"]
                if sort == "A": st.pop("T", None)
        else:
            if fail: bad = bad or fail
            for s in SETS.get(kind, ()):
                if s in b: st[s] = b[s]
            if not fail:
                if kind in ("dialogue", "conflict"): r["feats"].add(kind)
                if kind == "bad": r["feats"].add("badending")
                if kind == "moral": r["feats"].add("moralvalue")
                if kind == "fulfil": r["feats"].add("foreshadowing")
            if kind in ("good", "bad"): ended = True
        n += 1
        i = nxt
    if not ended: bad = bad or "no ending"
    r["valid"] = bad is None
    r["why"] = bad
    return r
