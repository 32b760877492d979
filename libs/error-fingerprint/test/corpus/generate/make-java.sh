#!/usr/bin/env bash
# Makes java.jsonl: compiles and runs java/ as it is and with its lines moved. usage: make-java.sh OUTPUT
set -euo pipefail
output=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
mkdir -p "$root/a" "$root/b/com/acme/shop"
javac -nowarn -d "$root/a/classes" "$here"/java/com/acme/shop/*.java
for file in "$here"/java/com/acme/shop/*.java; do
  # A lambda and an anonymous class before the others change the numbers of those.
  sed -e 's|^final class \(Orders\|Users\) {|// moved\n// moved\nfinal class \1 {\n  static final Runnable FIRST = () -> new Object() {}.hashCode();|' "$file" >"$root/b/com/acme/shop/$(basename "$file")"
done
javac -nowarn -d "$root/b/classes" "$root"/b/com/acme/shop/*.java
java -cp "$root/a/classes" com.acme.shop.Main 3,12,19 >"$output"
java -cp "$root/b/classes" com.acme.shop.Main 5,8 >>"$output"
(cd "$root/b/classes" && jar cfe "$root/shop-1.7.2.jar" com.acme.shop.Main .)
java -Xint -jar "$root/shop-1.7.2.jar" 6 >>"$output"
wc -l "$output"
