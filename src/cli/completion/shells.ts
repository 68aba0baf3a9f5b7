import { keysOf } from "../../core/records.ts";

/** Shells that there is a completion for, and how it is put to use. */
export const SHELLS = {
  bash: {
    from: "~/.bashrc",
    use: 'eval "$(lr-finder completion bash)"',
  },
  zsh: {
    from: "~/.zshrc, behind compinit",
    use: 'eval "$(lr-finder completion zsh)"',
  },
  fish: {
    from: "once, in a shell",
    use: "lr-finder completion fish > ~/.config/fish/completions/lr-finder.fish",
  },
} as const;

export type Shell = keyof typeof SHELLS;

export const SHELL_NAMES = keysOf(SHELLS);
