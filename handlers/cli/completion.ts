/** `dms-loader completion <shell>`: a script that completes commands and options, made from their declarations. */
import type { Command } from 'commander';
import type { Call } from './command.ts';
import { misuse } from './misuse.ts';
import type { ExitCode } from './output.ts';

/** What may follow some words of a command line. */
interface Step {
  /** Joined by blanks: `dlq ls`; empty for the beginning. */
  readonly words: string;
  readonly next: readonly { readonly word: string; readonly about: string }[];
}

const SHELLS: Readonly<Record<string, (steps: readonly Step[]) => string>> = { bash, zsh, fish };

export async function runCompletion({ args, output }: Call, command: Command): Promise<ExitCode> {
  const [shell = ''] = args;
  const script = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (script === undefined) {
    throw misuse(shell, 'is no shell that completion is made for', `name one of ${Object.keys(SHELLS).join(', ')}`);
  }
  const text = script(stepsOf(command.parent ?? command, []));
  output.answer(text, { shell, script: text });
  return 0;
}

function stepsOf(command: Command, words: readonly string[]): readonly Step[] {
  const options = command.options.map(({ long, description }) => ({ word: long ?? '', about: description }));
  const commands = command.commands.map(sub => ({ word: sub.name(), about: sub.description() }));
  const own = { words: words.join(' '), next: [...commands, ...options, { word: '--help', about: 'display help' }] };
  return [own, ...command.commands.flatMap(sub => stepsOf(sub, [...words, sub.name()]))];
}

const wordsOf = ({ next }: Step): string => next.map(({ word }) => word).join(' ');

/** The longest of the known beginnings decides; what is no command or option may be a file. */
function bash(steps: readonly Step[]): string {
  return `# Completion of dms-loader for bash: source this in ~/.bashrc, by  source <(dms-loader completion bash)
_dms_loader() {
  local current="\${COMP_WORDS[COMP_CWORD]}" typed="" word next
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) typed="\${typed:+$typed }$word" ;; esac
  done
  while :; do
    case "$typed" in
${steps.map(step => `      '${step.words}') next='${wordsOf(step)}' ;;`).join('\n')}
      *' '*) typed="\${typed% *}"; continue ;;
      *) typed=""; continue ;;
    esac
    break
  done
  mapfile -t COMPREPLY < <(compgen -W "$next" -- "$current")
}
complete -o default -F _dms_loader dms-loader
`;
}

/** zsh reads the completions of bash. */
function zsh(steps: readonly Step[]): string {
  return `# Completion of dms-loader for zsh: put this in ~/.zshrc, by  source <(dms-loader completion zsh)
autoload -U +X compinit && compinit
_dms_loader() {
  local -a typed found
  local word
  for word in \${words[2,CURRENT-1]}; do [[ $word == -* ]] || typed+=$word; done
  while :; do
    case "\${(j: :)typed}" in
${steps.map(step => `      '${step.words}') found=(${step.next.map(described).join(' ')}) ;;`).join('\n')}
      *) typed=(\${typed[1,-2]}); continue ;;
    esac
    break
  done
  _describe dms-loader found || _files
}
compdef _dms_loader dms-loader
`;
}

function described({ word, about }: Step['next'][number]): string {
  return quoted(`${word.replaceAll(':', '\\:')}:${about}`);
}

function fish(steps: readonly Step[]): string {
  const lines = steps.flatMap(step => step.next.map(next => fishLine(step, next)));
  return `# Completion of dms-loader for fish: put this in ~/.config/fish/completions/dms-loader.fish
${lines.join('\n')}
`;
}

function fishLine({ words }: Step, { word, about }: Step['next'][number]): string {
  const condition =
    words === ''
      ? '__fish_use_subcommand'
      : words
          .split(' ')
          .map(name => `__fish_seen_subcommand_from ${name}`)
          .join('; and ');
  const what = word.startsWith('--') ? `-l ${word.slice(2)}` : `-f -a ${word}`;
  return `complete -c dms-loader -n ${quoted(condition)} ${what} -d ${quoted(about)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", '’')}'`;
}
