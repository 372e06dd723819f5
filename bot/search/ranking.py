"""Words → ranked sentences."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

from bot.search.found import Found, Match
from bot.search.query import Query, QueryWord, Weight
from bot.search.sentences import Sentences
from bot.search.words import pairs, unspaced_run

FRAME_WEIGHT = 0.3
RERANKED = 60
BEHIND = 0.6
SHORT_QUERY = 3
ENOUGH_SHORT = 0.75
ENOUGH_LONG = 0.5
NEAREST = 5
W_ADJ = 0.12
W_RATIO = 0.35
W_LEN = 0.03

@dataclass
class Sought:
    word: QueryWord
    weight: float = 0.0
    at: dict[int, float] = field(default_factory=dict)
    terms: dict[int, float] = field(default_factory=dict)

def gather(sentences: Sentences, query: Query) -> list[Sought]:
    words = query.sought
    found = [Sought(word, terms=terms_of(sentences, word)) for word in words]
    for i,(a, b) in enumerate(zip(found, found[1:])):
        joined = sentences.lexicon.find(a.word.forms[0] + b.word.forms[0])
        if joined >= 0:
            a.terms[joined] = max(a.terms.get(joined,0), .95); b.terms[joined] = max(b.terms.get(joined,0), .95)
    n = len(sentences)
    for s in found:
        s.at = postings(sentences, s.terms)
        if not s.terms or max(s.terms.values())<.7:
            split(sentences, s)
        if s.word.weight is not Weight.STOP and unspaced_run(s.word.forms[0]):
            add_pairs(sentences, s)
    weigh(sentences, found)
    return found

def weigh(sentences, found):
    n = len(sentences)
    for s in found:
        df = len(s.at)
        s.weight = math.log(1 + (n - df + 0.5) / (df + 0.5))
        if s.word.weight is Weight.FRAME:
            s.weight *= FRAME_WEIGHT

def terms_of(sentences, word):
    terms = {}
    for form in word.forms:
        for t, sure in sentences.lexicon.expand(form).items():
            if sure > terms.get(t, 0): terms[t] = sure
    return terms

def postings(sentences, terms):
    at = {}
    for term, sure in terms.items():
        for s in sentences.text[term]:
            if sure > at.get(s, 0.0): at[s] = sure
        for s, trust in sentences.trusted(term):
            if sure * trust > at.get(s, 0.0): at[s] = sure * trust
    return at

def split(sentences, s):
    w = s.word.forms[0]
    if not w.isalpha() or len(w) > 30: return
    for cut in range(3, len(w) - 2):
        a, b = sentences.lexicon.find(w[:cut]), sentences.lexicon.find(w[cut:])
        if a >= 0 and b >= 0:
            pa, pb = postings(sentences, {a: .95}), postings(sentences, {b: .95})
            for x in pa.keys() & pb.keys():
                s.at[x] = max(s.at.get(x, 0), min(pa[x], pb[x]))
            s.terms[a] = s.terms[b] = .95

def add_pairs(sentences, s):
    ps = pairs(s.word.forms[0]); c = {}
    for p in ps:
        t = sentences.lexicon.find(p)
        if t >= 0:
            for x, q in postings(sentences, {t: 1.0}).items(): c[x] = c.get(x, 0) + q / len(ps)
            s.terms[t] = 1.0
    for x, q in c.items():
        if q > s.at.get(x, 0): s.at[x] = q

TRUST={'claim':.9,'topic':.8,'person':.95,'document':0}
def owned(lib, names, sentences):
    nums=sentences.numbers(); out=[]
    def pl(refs): return list(dict.fromkeys(nums[lib.original(r)] for r in refs if lib.original(r) in nums))
    for k,i in zip(names.kinds,names.ids):
        if k=='claim': out.append(pl(q.passage.reference for q in lib.claims[i].quotations))
        elif k=='topic': out.append(pl(q.passage.reference for ids in lib.topics[i].claims.values() for c in ids for q in lib.claims[c].quotations))
        elif k=='person':
            pp=lib.people[i]; o=pl(pp.mentions)
            from bot.search.words import tokens
            fs=[[t.form for t in tokens(a)] for a in (pp.name,*pp.aliases)]
            for x in range(len(sentences)):
                ws={sentences.lexicon.words[w] for w in sentences.words[x]}
                if any(set(f)<=ws for f in fs): o.append(x)
            out.append(list(dict.fromkeys(o)))
        else: out.append([])
    return out
def add_aliases(names, own, query, sought):
    idx={id(s.word):n for n,s in enumerate(sought)}
    hits=[]
    for ph in names.near(query):
        if not ph.complete or min(ph.words.values())<.75: continue
        o=names.owner[ph.number]; t=TRUST[names.kinds[o]]
        if not t: continue
        hits.append((names.phrases[ph.number],names.ids[o]))
        for place,q in ph.words.items():
            at=sought[place].at
            for x in own[o]:
                if q*t>at.get(x,0): at[x]=q*t
    return hits
def search(sentences: Sentences, typed: str, limit: int = 25, names=None, own=None) -> Found:
    query = Query.parse(typed)
    if not query.words: return Found()
    sought = gather(sentences, query)
    if names: 
        add_aliases(names, own, query, sought)
        weigh(sentences, sought)
    total = sum(s.weight for s in sought) or 1.0
    cov: dict[int, float] = {}
    for s in sought:
        for x, q in s.at.items():
            cov[x] = cov.get(x, 0.0) + s.weight * q
    top = heapq.nlargest(RERANKED, cov.items(), key=lambda i: (i[1] * (BEHIND if sentences.behind[i[0]] else 1), -i[0]))
    avg = len(sentences.words.members) / len(sentences)
    content = sum(1 for s in sought if s.word.weight is Weight.CONTENT) or len(sought)
    out = []
    long = len(query.words) >= 4
    if long:
        from rapidfuzz import fuzz
    for x, c in top:
        c /= total
        words = sentences.words[x]
        adj = adjacency(sought, words)
        score = c + W_ADJ * adj - W_LEN * math.log(max(len(words), 1) / avg)
        conf = c
        if long:
            r = fuzz.partial_ratio(query.folded, " ".join(map(sentences.lexicon.words.__getitem__, words))) / 100
            score += W_RATIO * max(0, r - .5) * 2
            if r > .8: conf = max(conf, r)
        if sentences.behind[x]: score *= BEHIND
        out.append((score, conf, x))
    out.sort(key=lambda o: (-o[0], o[2]))
    need = ENOUGH_SHORT if content <= SHORT_QUERY else ENOUGH_LONG
    best = max((c for _, c, x in out if not sentences.behind[x]), default=0)
    ms = tuple(Match(sentences.reference(x), sc, cf) for sc, cf, x in out[:limit])
    if best >= need:
        return Found(ms)
    return Found((), ms)

def adjacency(sought, words):
    if len(sought) < 2: return 0.0
    where = []
    for s in sought:
        where.append([p for p, w in enumerate(words) if w in s.terms])
    good = 0
    for a, b in zip(where, where[1:]):
        if a and b:
            d = min((abs(y - x) + (2 if y < x else 0) for x in a for y in b))
            good += 1 / max(d, 1) if d else 1
    return good / (len(sought) - 1)
