# Repositories whose commits have the hashes that the go command's own tests know them by: what go says of them is known without asking it.
# Usage: sh vcstest.sh DIRECTORY; makes bare repositories DIRECTORY/NAME.
set -eu
to=$1
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null TZ=UTC

who() { # NAME EMAIL: author and committer of what follows
  GIT_AUTHOR_NAME=$1 GIT_AUTHOR_EMAIL=$2 GIT_COMMITTER_NAME=$1 GIT_COMMITTER_EMAIL=$2
  export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
}
at() { # TIME [AUTHOR TIME]
  GIT_COMMITTER_DATE=$1 GIT_AUTHOR_DATE=${2:-$1}
  export GIT_COMMITTER_DATE GIT_AUTHOR_DATE
}
begin() { # NAME BRANCH
  name=$1
  mkdir -p "$to/.work/$name"
  cd "$to/.work/$name"
  git init -q -b "$2" .
}
file() { mkdir -p "$(dirname "$1")"; cat >"$1"; }
commit() { git add -A; git commit -q -m "$1"; }
finish() { # HASH: what HEAD begins with
  case $(git rev-parse HEAD) in "$1"*) ;; *) echo "$name: $(git rev-parse HEAD) is not $1" >&2; exit 1 ;; esac
  git config core.bare true
  mv .git "$to/$name"
}

begin tagtests master
who 'Jay Conrod' jayconrod@google.com
at 2019-05-09T18:56:25-04:00
echo 'module vcs-test.golang.org/git/tagtests.git' | file go.mod
echo 'package tagtests' | file tagtests.go
commit 'create module tagtests'
git branch b
echo v0.2.1 | file v0.2.1
commit v0.2.1
git tag v0.2.1
git checkout -q b
echo v0.2.2 | file v0.2.2
commit v0.2.2
git tag v0.2.2
git checkout -q master
git merge -q b -m merge
finish c7818c24fa2f3f714c67d0a6d3e411c85a518d1f

begin prefixtagtests master
at 2019-05-09T18:35:00-04:00
echo 'module vcs-test.golang.org/git/prefixtagtests.git/sub' | file sub/go.mod
echo 'package sub' | file sub/sub.go
commit 'create module sub'
for version in v0.1.0 sub/v0.0.9 sub/v0.0.10 v0.2.0; do
  echo "$version" | file status
  commit "$version"
  git tag "$version"
done
echo 'after last tag' | file status
commit 'after last tag'
finish c3ee5d0dfbb9bf3c4d8bb2bce24cd8d14d2d4238

begin retract-pseudo main
at 2020-10-09T13:37:47-04:00
printf 'module vcs-test.golang.org/git/retract-pseudo.git\n\ngo 1.16\n\nretract v1.0.0\n' | file go.mod
echo 'package p' | file p.go
commit 'create module retract-pseudo'
git tag v1.0.0
git mv p.go q.go
commit 'trivial change'
finish 713affd19d7b9b6dc876b603017f3dcaab8ba674

begin hello master
who 'Russ Cox' rsc@golang.org
GIT_AUTHOR_NAME=bwk GIT_AUTHOR_EMAIL=bwk
at 2017-09-21T21:05:58-04:00
printf 'package main\n\nfunc main() {\n\tprintln("hello, world")\n}\n' | file hello.go
commit hello
finish fc3a09f3dc5cfe0d7a743ea18f1f5226e68b3777

begin emptytest master
who 'Russ Cox' rsc@golang.org
at 2018-07-03T22:35:49-04:00
echo 'module vcs-test.golang.org/git/emptytest.git' | file go.mod
commit initial
finish 7bb914627242

begin v2repo master
who 'Bryan C. Mills' bcmills@google.com
at 2019-04-03T11:52:15-04:00 2019-04-03T11:44:11-04:00
printf 'module vcs-test.golang.org/go/v2module/v2\n\ngo 1.12\n' | file go.mod
commit 'all: add go.mod'
git tag v2.0.0
finish 203b91c896acd173aa719e4cdcb7d463c4b090fa

begin v2sub main
at 2022-02-22T15:53:33-05:00
printf 'module vcs-test.golang.org/git/v2sub.git/v2\n\ngo 1.16\n' | file v2/go.mod
echo 'package v2sub' | file v2/v2sub.go
echo 'package v2sub' | file v2sub.go
commit 'all: add package v2sub and v2sub/v2'
git tag v2.0.0
at 2022-02-22T15:55:07-05:00
echo 'This root module lacks a go.mod file.' | file README.txt
commit 'v2sub: add README.txt'
finish 80beb17a16036f17a5aedd1bb5bd6d407b3c6dc5

begin v3pkg master
at 2019-07-15T14:01:24-04:00 2019-07-15T13:59:34-04:00
printf 'module vcs-test.golang.org/git/v3pkg.git/v3\n\ngo 1.13\n' | file go.mod
echo 'package v3pkg' | file v3pkg.go
commit 'all: add go.mod with v3 path'
git tag v3.0.0
finish a3eab1261b8e3164bcbde9171c23d5fd36e32a85

begin semver-branch main
at 2022-02-02T14:15:21-05:00
printf 'module vcs-test.golang.org/git/semver-branch.git\n\ngo 1.16\n' | file go.mod
echo 'package pkg' | file pkg/pkg.go
commit 'pkg: add empty package'
git tag v0.1.0
git branch v2.0.0
at 2022-02-02T14:19:44-05:00
git checkout -q -b v1.0.0
printf 'package pkg\n\nfunc init() {\n\tpanic("TODO")\n}\n' | file pkg/pkg.go
commit 'pkg: start developing toward v1.0.0'
at 2022-02-03T10:53:13-05:00
git checkout -q -b v3.0.0-devel
echo 'package pkg' | file pkg/pkg.go
commit 'pkg: remove panic'
git tag v4.0.0-beta.1
test "$(git rev-parse HEAD)" = d59622f6e4d77f008819083582fde71ea1921b0c
git checkout -q main
finish 33ea7ee36f3e3f44f528664b3712c9fa0cef7502

begin odd-tags main
at 2022-02-23T13:48:02-05:00
echo 'This module lacks a go.mod file.' | file README.txt
commit 'initial state'
git tag v2.0.0+incompatible
at 2022-02-23T13:48:35-05:00
rm README.txt
printf 'module vcs-test.golang.org/git/odd-tags.git\n\ngo 1.18\n' | file go.mod
commit 'migrate to Go modules'
git tag v0.1.0+build-metadata
at 2022-02-23T14:41:55-05:00
git checkout -q -b v3-dev
printf 'module vcs-test.golang.org/git/odd-tags.git/v3\n\ngo 1.18\n' | file go.mod
commit 'update to /v3'
git tag v3.0.0-20220223184802-12d19af20458
git checkout -q main
finish 9d863d525bbfcc8eda09364738c4032393711a56

begin no-tags master
at 2019-07-15T17:20:47-04:00
printf 'module vcs-test.golang.org/git/no-tags.git\n\ngo 1.13\n' | file go.mod
printf 'package main\n\nfunc main() {}\n' | file main.go
commit 'all: add go.mod and main.go'
finish e706ba1d9f6d

begin commit-after-tag master
at 2019-07-15T17:16:47-04:00
printf 'module vcs-test.golang.org/git/commit-after-tag.git\n\ngo 1.13\n' | file go.mod
printf 'package main\n\nfunc main() {}\n' | file main.go
commit 'all: add go.mod and main.go'
git tag v1.0.0
at 2019-07-15T17:17:27-04:00
printf 'package main\n\nfunc main() {}\nfunc init() {}\n' | file main.go
commit 'add init function'
finish b325d8217783

begin mainonly master
at 2019-09-05T14:07:43-04:00
printf 'package main\n\nfunc main() {}\n' | file main.go
commit 'add main.go'
finish 8a27e8babc8b

begin gitrepo1 master
who 'Russ Cox' rsc@golang.org
at 2018-04-17T15:43:22-04:00
: | file README
commit 'empty README'
git tag v1.2.3
at 2018-04-17T15:45:48-04:00
git checkout -q -b v2
echo v2 | file v2
commit v2
git tag v2.3
git tag v2.0.1
git branch v2.3.4
at 2018-04-17T16:00:19-04:00
echo intermediate | file foo.txt
commit intermediate
at 2018-04-17T16:00:32-04:00
echo another | file another.txt
commit another
git tag v2.0.2
test "$(git rev-parse HEAD)" = 9d02800338b8a55be062c838d1f02e0c5780b9eb
at 2018-04-17T16:16:52-04:00
git checkout -q master
git checkout -q -b v3
echo v3/sub/dir/file | file v3/sub/dir/file.txt
commit 'add v3/sub/dir/file.txt'
test "$(git rev-parse HEAD)" = a8205f853c297ad2c3c502ba9a355b35b7dd3ca5
at 2018-04-17T22:23:00-04:00
git checkout -q master
git tag -a v1.2.4-annotated -m v1.2.4-annotated
test "$(git rev-parse v1.2.4-annotated)" = b004e48a345a86ed7a2fb7debfa7e0b2f9b0dd91
finish ede458df7cd0fdca520df19a33158086a8a68e81
rm -rf "$to/.work"
