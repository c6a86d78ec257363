# Sourced by the scripts beside it: finds a JDK, builds the product when it must be, knows where things are.
# shellcheck shell=sh

# The directory of this script, wherever a link to it lies. Sets $ops and $root.
find_home() {
  script=$1
  while [ -h "$script" ]; do
    link=$(readlink "$script")
    case $link in
      /*) script=$link ;;
      *) script=$(dirname "$script")/$link ;;
    esac
  done
  ops=$(CDPATH='' cd -- "$(dirname -- "$script")" && pwd -P)
  root=$(dirname -- "$ops")
}

# Whether a java is one of at least 17.
is_new_enough() {
  [ -x "$1" ] || return 1
  major=$("$1" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = //p')
  case $major in
    '' | *[!0-9]*) return 1 ;;
    *) [ "$major" -ge 17 ] ;;
  esac
}

# A JDK of at least 17: JAVA_HOME, else the java on the PATH, else one under /usr/lib/jvm. Sets $java.
# What was found is remembered beside the build, so that later starts need not ask Java for its version.
find_java() {
  path_java=$(command -v java || true)
  key="${JAVA_HOME:-}|$path_java"
  if [ -f "$ops/target/java" ]; then
    { read -r known_key && read -r java; } <"$ops/target/java"
    if [ "$known_key" = "$key" ] && [ -x "$java" ]; then
      return
    fi
  fi
  for java in "${JAVA_HOME:+$JAVA_HOME/bin/java}" "$path_java" /usr/lib/jvm/*/bin/java; do
    if is_new_enough "$java"; then
      if [ -d "$ops/target" ]; then
        printf '%s\n%s\n' "$key" "$java" >"$ops/target/java.$$" && mv -f "$ops/target/java.$$" "$ops/target/java"
      fi
      return
    fi
  done
  echo "Quartermaster needs a JDK of at least 17: install one, or set JAVA_HOME to it." >&2
  exit 1
}

is_stale() {
  [ -f "$ops/target/built" ] || return 0
  [ -n "$(find "$root/pom.xml" "$root"/*/pom.xml "$root"/*/src/main -newer "$ops/target/built" -type f -print 2>/dev/null | head -n 1)" ]
}

# Builds with Maven on first use or when sources are newer; two first starts at once build once.
build_if_stale() {
  if [ -n "${QUARTERMASTER_LAUNCHER_NO_BUILD:-}" ] || ! is_stale; then
    return
  fi
  command -v mvn >/dev/null || {
    echo "Quartermaster is not built yet, and there is no mvn to build it with: install Maven 3.8 or newer." >&2
    exit 1
  }
  lock=${TMPDIR:-/tmp}/quartermaster-build-$(printf '%s' "$root" | cksum | cut -d' ' -f1).lock
  (
    if command -v flock >/dev/null; then
      flock 9
    fi
    if is_stale; then
      echo "Building Quartermaster (first use, or sources have changed; some minutes) …" >&2
      log=$(mktemp)
      began=$(mktemp)
      if ! (cd "$root" && JAVA_HOME=$(dirname "$(dirname "$(readlink -f "$java")")") mvn -B -q package -DskipTests) >"$log" 2>&1; then
        cat "$log" >&2
        rm -f "$log" "$began"
        echo "The build failed; its output is above." >&2
        exit 1
      fi
      # Sources that were edited meanwhile are newer than this, and are built next time.
      mv -f "$began" "$ops/target/built"
      rm -f "$log"
    fi
  ) 9>"$lock" || exit 1
}
