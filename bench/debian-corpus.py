#!/usr/bin/env python3
"""Builds a GOPROXY tree of real Go source from Debian's Go library packages.

  debian-corpus.py LIST OUT [--debs DIR] [--keep] [--apt COMMAND]

LIST names Debian packages, one a line (# comments). The packages are downloaded with COMMAND DIR PACKAGE...
(default: apt-get download; never installed) and each module found in them is packed by the legal-zip rules:

  OUT/goproxy/<escaped path>/@v/{list,V.info,V.mod,V.zip}    serve as file://OUT/goproxy or by any static server
  OUT/apps/all/{go.mod,go.sum}      requires every module (go 1.21: the requirement list is the plan)
  OUT/apps/small/{go.mod,go.sum}    requires ten of middling size
  OUT/apps/old/{go.mod,go.sum}      go 1.16, requires a few roots: the graph has to be walked
  OUT/MANIFEST.tsv                  path, version, files, unpacked bytes, zip bytes, h1

Source files are Debian's, as packed. Versions come from the package versions; go.mod files keep their
module and go lines, and requirements on modules in the tree (at the tree's versions), so the graph is
closed. go.sum is computed here with its own h1, independent of the program under test. The same list on
the same Debian suite gives the same tree.
"""
import argparse, base64, hashlib, json, os, re, shutil, subprocess, sys, zipfile

ap = argparse.ArgumentParser()
ap.add_argument("list"); ap.add_argument("out")
ap.add_argument("--debs"); ap.add_argument("--apt"); ap.add_argument("--keep", action="store_true")
a = ap.parse_args()
out = os.path.abspath(a.out); debs = os.path.abspath(a.debs or out + "/debs"); root = out + "/unpacked"
names = [l.split("#")[0].strip() for l in open(a.list)]
names = [n for n in names if n]
for d in (debs, root): os.makedirs(d, exist_ok=True)

have = {f.split("_")[0] for f in os.listdir(debs) if f.endswith(".deb")}
want = [n for n in names if n not in have]
def download(packages):
    command = a.apt.split() + [debs] if a.apt else ["apt-get", "download", "-qq"]
    return subprocess.run(command + packages, cwd=debs, capture_output=True, text=True).returncode

if want:
    if not a.apt and subprocess.run(["apt-cache", "show", want[0]], capture_output=True).returncode:
        subprocess.run(["apt-get", "update", "-qq"], check=True)
    if download(want):  # some package of the list is gone: take the rest one by one
        for n in want: download([n])

ESC = lambda p: re.sub(r"[A-Z]", lambda m: "!" + m.group().lower(), p)
ELEM = re.compile(r"^[A-Za-z0-9._~-]+$")
FILE = re.compile(r"^[A-Za-z0-9 !#$%&()+,\-.=@\[\]^_{}~]+$")

def version(deb_version, path, has_mod):
    v = re.sub(r"^\d+:", "", deb_version); v = re.sub(r"-[^-]*$", "", v)
    snap = re.search(r"git(\d{8})(?:\.\d+)?\.?([0-9a-f]{7,})?", v)
    m = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?", v)
    suffix = re.search(r"/v(\d+)$", path) or re.search(r"^gopkg\.in/.*\.v(\d+)$", path)
    pseudo = "%s-20%s%s-%s" % ("v%s.0.0" % (suffix.group(1) if suffix else "0"), (snap.group(1) if snap else "20200101")[2:], "000000", hashlib.sha1((path + deb_version).encode()).hexdigest()[:12])
    if snap or not m: return pseudo
    major, minor, patch = m.group(1), m.group(2), m.group(3) or "0"
    if any(len(x) > 1 and x[0] == "0" for x in (major, minor, patch)): return pseudo
    if suffix:
        if path.startswith("gopkg.in/") and suffix.group(1) in ("0", "1") and major in ("0", "1"): return f"v{major}.{minor}.{patch}"
        return f"v{major}.{minor}.{patch}" if major == suffix.group(1) else f"v{suffix.group(1)}.0.0"
    if int(major) < 2: return f"v{major}.{minor}.{patch}"
    return pseudo if has_mod else f"v{major}.{minor}.{patch}+incompatible"

mods = {}
for f in sorted(os.listdir(debs)):
    if not f.endswith(".deb"): continue
    name, ver = f.split("_")[0], f.split("_")[1].replace("%3a", ":")
    if name not in names: continue
    dst = os.path.join(root, name)
    if not os.path.isdir(dst): subprocess.run(["dpkg-deb", "-x", os.path.join(debs, f), dst], check=True)
    src = os.path.join(dst, "usr/share/gocode/src")
    if not os.path.isdir(src): continue
    found = []
    for d, ds, fs in os.walk(src):
        ds[:] = sorted(x for x in ds if x not in ("vendor", "testdata", "_examples") and not os.path.islink(os.path.join(d, x)))
        if "go.mod" in fs: found.append((d, True))
    if not any(os.path.relpath(d, src).count("/") <= 3 for d, _ in found):
        d = src
        while True:
            es = [x for x in sorted(os.listdir(d))]; sub = [x for x in es if os.path.isdir(os.path.join(d, x)) and not os.path.islink(os.path.join(d, x))]
            depth = 0 if d == src else os.path.relpath(d, src).count("/") + 1
            if depth >= 2 and (any(x.endswith(".go") for x in es) or len(sub) != 1) or not sub: break
            d = os.path.join(d, sub[0])
        if d != src: found.append((d, False))
    for d, has_mod in found:
        rel = os.path.relpath(d, src); path = rel; text = ""
        if has_mod:
            text = open(os.path.join(d, "go.mod"), encoding="utf8", errors="replace").read()
            m = re.search(r'^\s*module\s+"?([^\s"]+)"?', text, re.M)
            if not m: continue
            path = m.group(1)
            if path != rel and path != rel + "/" + path.rsplit("/", 1)[-1] : continue
        if "." not in path.split("/")[0] or not all(ELEM.match(e) and not e.endswith(".") and not e.startswith(".") for e in path.split("/")) or path in mods: continue
        if path.startswith("gopkg.in/") and not re.match(r"^gopkg\.in/([^/]+/)?[^/]+\.v\d+$", path): continue
        mods[path] = dict(dir=d, text=text, has_mod=has_mod, version=version(ver, path, has_mod))

def requires(text):
    body = re.findall(r"^require\s*\(([^)]*)\)", text, re.M | re.S) + re.findall(r"^require\s+([^(\n]+)$", text, re.M)
    return sorted({l.split()[0].strip('"') for b in body for l in re.sub(r"//.*", "", b).splitlines() if len(l.split()) >= 2})

def h1(items):  # (name, sha256 hex) -> h1
    s = "".join(f"{h}  {n}\n" for n, h in sorted(items, key=lambda x: x[0].encode()))
    return "h1:" + base64.b64encode(hashlib.sha256(s.encode()).digest()).decode()

roots = {m["dir"] for m in mods.values()}
tree = out + "/goproxy"; shutil.rmtree(tree, ignore_errors=True)
manifest = []
for path, m in sorted(mods.items()):
    v = m["version"]
    if m["has_mod"]:
        g = re.search(r"^go\s+([0-9.]+)", m["text"], re.M)
        goline = g.group(1) if g else None
        if goline and tuple(int(x) for x in goline.split(".")[:2]) > (1, 22): goline = "1.22"
        req = [f"\t{r} {mods[r]['version']}" for r in requires(m["text"]) if r in mods and r != path]
        mod = f"module {path}\n" + (f"\ngo {goline}\n" if goline else "") + ("\nrequire (\n" + "\n".join(req) + "\n)\n" if req else "")
    else:
        mod = f"module {path}\n"
    files, folded, total = [], set(), 0
    for d, ds, fs in os.walk(m["dir"]):
        ds[:] = sorted(x for x in ds if x not in ("vendor", ".git", ".hg", ".svn", ".bzr") and not os.path.islink(os.path.join(d, x)) and not os.path.lexists(os.path.join(d, x, "go.mod")) and os.path.join(d, x) not in roots)
        for f in sorted(fs):
            p = os.path.join(d, f); rel = os.path.relpath(p, m["dir"])
            if os.path.islink(p) or not os.path.isfile(p) or not all(FILE.match(e) and not e.endswith(".") and not re.match(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", e) for e in rel.split("/")): continue
            if rel.lower() in folded or (rel == "go.mod" and m["has_mod"]) : continue
            folded.add(rel.lower()); data = open(p, "rb").read()
            if rel.upper() == "LICENSE" and len(data) > 16 << 20: continue
            files.append((rel, data)); total += len(data)
    if m["has_mod"]: files.append(("go.mod", mod.encode()))
    if total > 480 << 20 or not files: continue
    base = os.path.join(tree, ESC(path), "@v"); os.makedirs(base, exist_ok=True); ev = ESC(v)
    with zipfile.ZipFile(os.path.join(base, ev + ".zip"), "w", zipfile.ZIP_DEFLATED) as z:
        for rel, data in sorted(files):
            zi = zipfile.ZipInfo(f"{path}@{v}/{rel}", (1980, 1, 1, 0, 0, 0)); zi.compress_type = zipfile.ZIP_DEFLATED; zi.external_attr = 0o644 << 16
            z.writestr(zi, data)
    open(os.path.join(base, ev + ".mod"), "w").write(mod)
    open(os.path.join(base, ev + ".info"), "w").write(json.dumps({"Version": v, "Time": "2020-01-01T00:00:00Z"}, separators=(",", ":")))
    pseudo = bool(re.search(r"-\d{14}-[0-9a-f]{12}$", v))
    open(os.path.join(base, "list"), "w").write("" if pseudo else v + "\n")
    m["h1"] = h1([(f"{path}@{v}/{rel}", hashlib.sha256(data).hexdigest()) for rel, data in files])
    m["h1mod"] = h1([("go.mod", hashlib.sha256(mod.encode()).hexdigest())])
    m["req"] = [r for r in (requires(m["text"]) if m["has_mod"] else []) if r in mods and r != path]
    manifest.append((path, v, len(files), total, os.path.getsize(os.path.join(base, ev + ".zip")), m["h1"]))
ok = {x[0] for x in manifest}

def closure(paths):
    seen, todo = set(), list(paths)
    while todo:
        p = todo.pop()
        if p in seen or p not in ok: continue
        seen.add(p); todo += mods[p]["req"]
    return sorted(seen)

def app(name, go, direct, listed):
    d = os.path.join(out, "apps", name); os.makedirs(d, exist_ok=True)
    lines = [f"\t{p} {mods[p]['version']}" + ("" if p in direct else " // indirect") for p in sorted(listed)]
    open(d + "/go.mod", "w").write(f"module example.com/debian/{name}\n\ngo {go}\n\nrequire (\n" + "\n".join(lines) + "\n)\n")
    sums = []
    for p in closure(listed): sums += [f"{p} {mods[p]['version']} {mods[p]['h1']}", f"{p} {mods[p]['version']}/go.mod {mods[p]['h1mod']}"]
    open(d + "/go.sum", "w").write("\n".join(sorted(sums)) + "\n")

app("all", "1.21", ok, ok)
middle = len(manifest) // 2
small = [p for p, *_ in sorted(manifest, key=lambda x: x[4])[middle:middle + 10]]
app("small", "1.21", small, closure(small))
tops = sorted(ok, key=lambda p: -len(closure([p])))[:6]
app("old", "1.16", tops, tops)
with open(out + "/MANIFEST.tsv", "w") as f:
    f.write("path\tversion\tfiles\tunpacked\tzip\th1\n")
    for r in manifest: f.write("\t".join(map(str, r)) + "\n")
if not a.keep: shutil.rmtree(root)
print(f"{len(manifest)} modules, {sum(r[2] for r in manifest)} files, {sum(r[3] for r in manifest)} bytes unpacked, {sum(r[4] for r in manifest)} bytes of zips; roots of 'old': {' '.join(tops)}")
