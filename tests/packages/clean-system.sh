#!/bin/sh
# The life of the package in a system that has never seen it: installed, started from its menu entry, upgraded with data in
# it, removed. Runs as root inside that system; `cargo xtask test-packages` makes the system and starts this. The folder it
# is given holds older.deb and newer.deb, and gets a picture of the screen for each start.
set -eu
folder=$1
user=kari
home=/home/$user
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

say() { printf '\n-- %s (after %s s)\n' "$1" "$(($(date +%s) - began))"; }
fail() { printf 'FAILED: %s\n' "$1" >&2; exit 1; }
install() { apt-get install --yes --quiet --quiet --no-install-recommends "$@" >"$folder/apt.log" 2>&1 || { cat "$folder/apt.log"; fail "apt-get install $*"; }; }
as_user() { su "$user" -s /bin/sh -c "$1"; }
version() { dpkg-query --show --showformat '${Version}' support-atlas; }

# Every file there is, but for those that each use of apt, and of the machine, changes.
everything() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path "$folder" -o -path "$home" \
        -o -path /var/cache -o -path /var/log -o -path /var/lib/apt -o -path /var/lib/dpkg \) -prune -o -print | sort
}

# Starts what the menu would start, and waits until the window is there and drawn.
start_from_menu() {
    picture=$1
    entry=$(dpkg --listfiles support-atlas | grep '^/usr/share/applications/.*\.desktop$')
    starts=$(sed -n 's/^Exec=//p' "$entry" | sed 's/ %[fFuU]//')
    as_user "cd && XDG_RUNTIME_DIR=$home/.runtime NO_AT_BRIDGE=1 GDK_BACKEND=x11 \
        xvfb-run --auto-servernum --server-args='-screen 0 1280x800x24 -fbdir $folder' \
        dbus-run-session -- sh -c '
            $starts & started=\$!
            for second in \$(seq 60); do
                window=\$(xdotool search --onlyvisible --name \"^Support Atlas\$\" 2>/dev/null | head -n 1) && [ -n \"\$window\" ] && break
                kill -0 \$started || exit 1
                sleep 1
            done
            [ -n \"\$window\" ] || exit 1
            xprop -id \$window WM_CLASS
            sleep 8
            kill -0 \$started || exit 1
            cp $folder/Xvfb_screen0 $folder/$picture
            kill \$started
            wait \$started || true
        '" || fail "the window did not come up"
}

began=$(date +%s)
apt-get update --quiet --quiet
useradd --create-home "$user"
mkdir --mode 700 "$home/.runtime" && chown "$user" "$home/.runtime"
chmod 777 "$folder"

say 'installed into a bare system: nothing is missing that the programs need'
install "$folder/older.deb"
[ "$(version)" = 0.0.1 ] || fail "the older version is $(version)"
for program in /usr/bin/support-atlas /usr/bin/atlas; do
    ! ldd "$program" | grep 'not found' || fail "$program lacks a library"
done
apt-get purge --yes --quiet --quiet support-atlas >/dev/null

# Only now, so that what the test needs cannot stand in for what the package should have asked for.
install xvfb xauth xdotool x11-utils dbus dbus-daemon man-db bash-completion desktop-file-utils fonts-dejavu-core
everything >"$folder/before"

say 'installed, and started from the menu'
install "$folder/older.deb"
dpkg --listfiles support-atlas | while read -r file; do [ -d "$file" ] || echo "$file"; done >"$folder/files"
desktop-file-validate "$(grep '\.desktop$' "$folder/files")"
start_from_menu first.xwd

say 'the command line, its page and its completions'
as_user 'atlas tenant add --name Fjordkraft --country NO' >/dev/null
as_user 'atlas tenant list --json' >"$folder/kept"
grep --quiet Fjordkraft "$folder/kept" || fail "the tenant was not kept"
man --where atlas atlas-respond-by
bash -c '. /usr/share/bash-completion/completions/atlas && complete -p atlas'
[ -s /usr/share/zsh/vendor-completions/_atlas ] && [ -s /usr/share/fish/vendor_completions.d/atlas.fish ]

say 'upgraded, the data untouched'
install "$folder/newer.deb"
[ "$(version)" != 0.0.1 ] || fail 'the version is still the older one'
as_user 'atlas tenant list --json' | cmp - "$folder/kept"
start_from_menu second.xwd
as_user 'atlas tenant list --json' | cmp - "$folder/kept"
as_user 'atlas --version'

say 'removed without a trace but the data'
apt-get purge --yes --quiet --quiet support-atlas >/dev/null
while read -r file; do [ ! -e "$file" ] || fail "$file is left"; done <"$folder/files"
everything >"$folder/after"
diff "$folder/before" "$folder/after" || fail 'something was left, or taken away'
[ -s "$home/.local/share/support-atlas/register.sqlite" ] || fail "the user's data are gone"
find "$home" -type f | sed "s,^,left to the user: ,"
say 'all well'
