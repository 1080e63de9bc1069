# Prints what a zsh that a person sits at offers for a command line, a word a line: zsh -f zsh-completions.zsh SCRIPT LINE
# It types the line and a tab into an interactive zsh on a terminal of its own, where `compadd` tells what it is given.
setopt extended_glob
zmodload zsh/zpty || exit 3
zpty person zsh -f -i
(sleep 30 && kill $$) >/dev/null 2>&1 </dev/null &
deadline=$!
setup=$(mktemp)
trap 'kill $deadline 2>/dev/null; rm -f $setup' EXIT
cat > $setup <<'SETUP'
PROMPT=
autoload -U compinit
compinit -u -D
source $SCRIPT
bindkey '^I' complete-word
# Nothing that is typed is ever run.
bindkey -r '^M'
bindkey -r '^J'
said_begin() { print -r -- '=== begin' }
said_end() { print -r -- '=== end'; exit }
compprefuncs=(said_begin)
comppostfuncs=(said_end)
compadd() {
  # With these it only fills arrays.
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
    builtin compadd "$@"
    return
  fi
  local -a words
  builtin compadd -A words "$@"
  (( $#words )) && print -rl -- "${words[@]}"
  builtin compadd "$@"
}
SETUP
zpty -w person "SCRIPT=${(q)1}; source $setup; print ready"
while zpty -r person line && [[ $line != ready* ]]; do :; done
zpty -n -w person "$2"$'\t'
inside=no
while zpty -r person line; do
  line=${line%%[[:cntrl:]]#}
  case $line in
    *'=== begin') inside=yes ;;
    *'=== end') exit 0 ;;
    *) [[ $inside == yes ]] && print -r -- $line ;;
  esac
done
exit 4
