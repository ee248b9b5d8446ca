#!/usr/bin/env bash
# Puts a report on a pull request of GitHub: sec3-comment.sh REPORT.md. A comment of an earlier run is replaced.
#
# Variables: GITHUB_API_URL, GITHUB_REPOSITORY (owner/name), PULL_REQUEST (its number), and GITHUB_TOKEN, which only needs the
# permission to write pull requests.
set -euo pipefail

: "${GITHUB_API_URL:=https://api.github.com}" "${GITHUB_REPOSITORY:?}" "${PULL_REQUEST:?}" "${GITHUB_TOKEN:?}"
marker='<!-- cdk-sec3 -->'
comments="$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# The token is in a file, because other processes can read arguments.
printf 'header = "Authorization: Bearer %s"\n' "$GITHUB_TOKEN" > "$folder/token"
call() {
  curl --config "$folder/token" --fail-with-body --silent --show-error --max-time 30 --retry 3 \
    --header 'Accept: application/vnd.github+json' --header 'X-GitHub-Api-Version: 2022-11-28' "$@"
}

{ echo "$marker"; cat "$1"; } > "$folder/body.md"
jq --raw-input --slurp '{ body: . }' "$folder/body.md" > "$folder/body.json"
known=''
for page in 1 2 3 4 5; do
  call "$comments?per_page=100&page=$page" > "$folder/page.json"
  known=$(jq --raw-output --arg marker "$marker" 'map(select(.body // "" | startswith($marker)))[0].id // empty' "$folder/page.json")
  if [ -n "$known" ] || [ "$(jq length "$folder/page.json")" -lt 100 ]; then break; fi
done
if [ -n "$known" ]; then
  call --request PATCH --data "@$folder/body.json" "$GITHUB_API_URL/repos/$GITHUB_REPOSITORY/issues/comments/$known" > "$folder/answer.json"
else
  call --request POST --data "@$folder/body.json" "$comments" > "$folder/answer.json"
fi
jq --raw-output '"The report is on the pull request: " + .html_url' "$folder/answer.json"
