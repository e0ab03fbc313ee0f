#!/usr/bin/env bash
# Makes sure that the workspace can be compiled: a C compiler, which Rust links with, and for connectors a standard
# library for wasm32-unknown-unknown.
#
#   guest-tools/toolchain.sh          what the build needs
#   guest-tools/toolchain.sh --tests  what the tests need besides: PostgreSQL, to run servers of their own;
#                                     Python and Node, to run clients and checkers from their registries
#
# Quiet when there is nothing to do. Prefers the Rust toolchain of this workspace; on Debian, falls back to the
# distribution's packages, which hold the library's source.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly TARGET=wasm32-unknown-unknown
readonly DEBIAN_PACKAGES=(rustc-web cargo-web rust-web-src rust-web-llvm lld-22)
readonly POSTGRES_PACKAGE=postgresql
readonly PYTHON_PACKAGES=(python3 python3-venv)
readonly NODE_PACKAGES=(nodejs npm)

has_target() {
    local sysroot
    sysroot=$(rustc --print sysroot 2>/dev/null) && [ -d "$sysroot/lib/rustlib/$TARGET/lib" ]
}

add_target() {
    [ "${RUSTUP_AUTO_INSTALL:-1}" != 0 ] && command -v rustup >/dev/null && rustup target add "$TARGET"
}

has_debian_packages() {
    command -v dpkg-query >/dev/null || return 1
    local package
    for package in "${DEBIAN_PACKAGES[@]}"; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || return 1
    done
}

has_postgres() { # Debian keeps initdb off the path
    command -v initdb >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

has_python() { # 3.10 or newer, and able to make environments
    python3 -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))' 2>/dev/null
}

has_node() {
    command -v node >/dev/null && command -v npm >/dev/null
}

install() { # Debian packages
    command -v apt-get >/dev/null || return 1
    local as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo)
    "${as_root[@]}" apt-get update --quiet
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@"
}

explain_compiler() {
    echo "There is no C compiler (cc): install one, such as the packages gcc and libc6-dev." >&2
    return 1
}

explain_target() {
    cat >&2 <<EOF
Connectors cannot be compiled yet: there is no standard library for $TARGET. Install one of
  - the target of a rustup toolchain:  rustup target add $TARGET
  - on Debian:                         apt-get install ${DEBIAN_PACKAGES[*]}
EOF
    return 1
}

explain_postgres() {
    echo "The tests need PostgreSQL (initdb, pg_ctl, psql): install it, on Debian as $POSTGRES_PACKAGE." >&2
    return 1
}

explain_python() {
    echo "The tests need Python 3.10 or newer with venv: install it, on Debian as ${PYTHON_PACKAGES[*]}." >&2
    return 1
}

explain_node() {
    echo "The tests need Node 18 or newer with npm: install it, on Debian as ${NODE_PACKAGES[*]}." >&2
    return 1
}

needs_of_tests() {
    has_postgres || install "$POSTGRES_PACKAGE" || explain_postgres
    has_python || install "${PYTHON_PACKAGES[@]}" || explain_python
    has_node || install "${NODE_PACKAGES[@]}" || explain_node
}

case "${1:-}" in
    "" | --tests)
        command -v cc >/dev/null || install gcc libc6-dev || explain_compiler
        has_target || has_debian_packages || add_target || install "${DEBIAN_PACKAGES[@]}" || explain_target
        [ "${1:-}" != --tests ] || needs_of_tests
        ;;
    *)
        echo "usage: $0 [--tests]" >&2
        exit 2
        ;;
esac
