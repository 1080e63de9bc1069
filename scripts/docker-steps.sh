#!/usr/bin/env bash
# Performs the steps of the Dockerfile in a scratch folder, without a container engine: each stage is a folder, COPY
# copies, RUN runs there. Then starts the result without settings, which it must refuse with a list of all problems.
set -euo pipefail
cd "$(dirname "$0")/.."

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/context"
git ls-files -z --cached --others --exclude-standard -- \
  package.json package-lock.json nest-cli.json tsconfig.json tsconfig.build.json LICENSE libs src \
  clients/typescript cli console \
  ':!libs/simulators' ':!*.spec.ts' |
  tar --null --files-from=- --create | tar --extract --directory "$scratch/context"

stage=''
while read -r instruction rest; do
  case "$instruction" in
    FROM)
      stage="$scratch/stages/${rest##* }"
      mkdir -p "$stage"
      echo "== stage ${rest##* }"
      ;;
    COPY)
      from="$scratch/context"
      read -ra words <<<"$rest"
      if [[ ${words[0]} == --from=* ]]; then
        from="$scratch/stages/${words[0]#--from=}"
        words=("${words[@]:1}")
      fi
      target=${words[-1]}
      for source in "${words[@]:0:${#words[@]}-1}"; do
        cp -a "$from/${source#/app/}" "$stage/$target"
      done
      ;;
    RUN)
      echo "-- $rest"
      (cd "$stage" && bash -c "$rest") >"$scratch/output" 2>&1 || { cat "$scratch/output" && exit 1; }
      ;;
  esac
done < <(sed -e :a -e '/\\$/N; s/\\\n//; ta' Dockerfile)

if [[ ! -e $stage/dist/src/console/files/index.html ]]; then
  echo 'the image would lack the console' >&2
  exit 1
fi
if [[ -e $stage/dist/libs/simulators || -e $stage/node_modules/jest || -e $stage/node_modules/vite ]]; then
  echo 'the image would hold simulators or development packages' >&2
  exit 1
fi

echo '-- the command line'
(cd "$stage" && node dist/cli/main.js --version >/dev/null)

echo '-- start without settings'
status=0
output=$(cd "$stage" && env -i PATH="$PATH" NODE_ENV=production node --enable-source-maps dist/src/main.js 2>&1) || status=$?
for name in MICROSHARE_API_URL MICROSHARE_AUTH_URL MICROSHARE_USERNAME MICROSHARE_PASSWORD SESSION_SECRET; do
  grep -q "$name is missing" <<<"$output" || { echo "the start did not name $name:" "$output" >&2 && exit 1; }
done
[[ $status -eq 1 ]] || { echo "the start ended with $status, not 1" >&2 && exit 1; }
echo "refused as it should be; the image's folder would hold $(du -sh "$stage" | cut -f1)"
