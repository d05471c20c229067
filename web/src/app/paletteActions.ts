import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import {
  CircleHelp,
  FolderPlus,
  HardDriveDownload,
  ListMusic,
  type LucideIcon,
  Moon,
  Pause,
  Play,
  Repeat,
  Shuffle,
  SkipBack,
  SkipForward,
  Sparkles,
  Sun,
  Undo2,
  VolumeX,
} from 'lucide-react'
import { playback } from '../audio/playback'
import { usePlayer } from '../audio/player'
import { undoNewest } from '../ui/undo'

export interface PaletteAction {
  name: string
  hint: string
  icon: LucideIcon
  /** Other words that people try. */
  words?: string
  run: () => void
}

export interface ShellActions {
  onHelp: () => void
  onQueue: () => void
}

/** Return what can be done from anywhere, as it stands now. */
export function usePaletteActions({ onHelp, onQueue }: ShellActions): PaletteAction[] {
  const navigate = useNavigate()
  const dark = useComputedColorScheme('dark') === 'dark'
  const { toggleColorScheme } = useMantineColorScheme()
  const { track, playing, muted, shuffle, repeat, ...player } = usePlayer()
  const sound: PaletteAction[] = [
    {
      name: playing ? 'Pause' : 'Play',
      hint: track?.title ?? '',
      icon: playing ? Pause : Play,
      run: player.toggle,
    },
    {
      name: 'Next track',
      hint: 'What comes in the queue',
      icon: SkipForward,
      words: 'skip',
      run: () => void player.step(1),
    },
    {
      name: 'Previous track',
      hint: 'Or the beginning of this one',
      icon: SkipBack,
      words: 'back',
      run: () => void playback.back(),
    },
  ]
  return [
    {
      name: 'Make a track',
      hint: 'From a sentence, in the Studio',
      icon: Sparkles,
      words: 'produce compose generate',
      run: () => void navigate({ to: '/studio' }),
    },
    {
      name: 'Add a folder',
      hint: 'Music on this machine, as a source',
      icon: FolderPlus,
      words: 'source import music',
      run: () => void navigate({ to: '/sources', search: { add: 'folder' } }),
    },
    {
      name: 'Add a music server',
      hint: 'Its tracks, as a source',
      icon: HardDriveDownload,
      words: 'source import music',
      run: () => void navigate({ to: '/sources', search: { add: 'server' } }),
    },
    ...(track ? sound : []),
    { name: 'Show the queue', hint: 'What plays, and what comes', icon: ListMusic, run: onQueue },
    {
      name: `Shuffle: turn it ${shuffle ? 'off' : 'on'}`,
      hint: 'The order of the queue',
      icon: Shuffle,
      words: 'random',
      run: () => player.toggleShuffle(),
    },
    {
      name: `Repeat: turn it ${repeat === 'off' ? 'on' : 'off'}`,
      hint: 'The whole queue, again and again',
      icon: Repeat,
      words: 'loop',
      run: () => player.setRepeat(repeat === 'off' ? 'all' : 'off'),
    },
    {
      name: muted ? 'Sound on' : 'Sound off',
      hint: 'The volume stays as it is set',
      icon: VolumeX,
      words: 'mute unmute silence',
      run: player.toggleMute,
    },
    {
      name: `Switch to ${dark ? 'light' : 'dark'} colours`,
      hint: 'For this browser',
      icon: dark ? Sun : Moon,
      words: 'theme mode appearance',
      run: toggleColorScheme,
    },
    {
      name: 'Undo the newest deletion',
      hint: 'For ten seconds after it',
      icon: Undo2,
      words: 'restore bring back',
      run: () => void undoNewest(),
    },
    {
      name: 'Keyboard shortcuts',
      hint: 'What the keys do',
      icon: CircleHelp,
      words: 'help keys',
      run: onHelp,
    },
  ]
}
