"""Keep the forms that genres share; `fit` gives each genre only the roles that it has."""

from menura.studio.genres.notation import form

# --- for dancing: tension is what is taken away, release is the drop ---

CLUB = form(
    "club",
    "intro 8 .35 DKPX",
    "verse 8 .55 DKBCA",
    "break 8 .35 PCLSV",
    "build 4 .65 DPCAX",
    "drop 16 1 DKBCPALGHX",
    "break 8 .3 PLSVC",
    "build 4 .7 DPCAX",
    "drop 16 1 DKBCPALGHVX",
    "outro 8 .4 DKBPX",
)
CLUB_SLOW_BURN = form(
    "club, slow burn",
    "intro 8 .3 DKAX",
    "verse 8 .5 DKBA",
    "verse 8 .6 DKBCAP",
    "drop 16 .85 DKBCALGX",
    "break 8 .35 PCAVSX",
    "build 4 .6 DKPCAX",
    "drop 16 1 DKBCPALGHVX",
    "outro 8 .4 DKBAX",
)
CLUB_SONG = form(
    "club song",
    "intro 4 .4 DKCPX",
    "verse 8 .55 DKBCGV",
    "build 4 .65 DBCPAX",
    "drop 8 .95 DKBCPALGHVX",
    "verse 8 .55 DKBCGA",
    "build 4 .7 DBCPASX",
    "drop 8 1 DKBCPALGHVX",
    "break 8 .35 CPSLV",
    "drop 8 1 DKBCPALGSHVX",
    "outro 4 .35 DKCPX",
)
BASS_DROP = form(
    "two drops",
    "intro 8 .3 PCAX",
    "verse 8 .45 DCPLA",
    "build 4 .65 DPCAX",
    "drop 16 1 DKBCLVX",
    "break 8 .3 PCLSV",
    "build 4 .7 DPCAX",
    "drop 16 1 DKBCLPAVX",
    "outro 8 .35 DBPX",
)

# --- songs ---

SONG = form(
    "song",
    "intro 4 .4 CPGDX",
    "verse 8 .55 DBCG",
    "chorus 8 .9 DKBCPGLASHVX",
    "verse 8 .6 DKBCGA",
    "chorus 8 .95 DKBCPGLASHVX",
    "bridge 8 .45 CPLSVG",
    "chorus 8 1 DKBCPGLASHVX",
    "outro 4 .4 CPGBD",
)
SONG_PRE_CHORUS = form(
    "song with pre-chorus",
    "intro 4 .35 CGPA",
    "verse 8 .5 DBCG",
    "pre_chorus 4 .65 DKBCPGAS",
    "chorus 8 .9 DKBCPGLASHVX",
    "verse 8 .55 DKBCGA",
    "pre_chorus 4 .7 DKBCPGAS",
    "chorus 8 .95 DKBCPGLASHVX",
    "bridge 4 .4 CPSVG",
    "chorus 8 1 DKBCPGLASHVX",
    "outro 4 .35 CPGB",
)
SONG_HOOK_FIRST = form(
    "hook first",
    "hook 4 .75 DBCGLHX",
    "verse 8 .55 DBCG",
    "chorus 8 .9 DKBCPGLASHVX",
    "verse 8 .6 DKBCGP",
    "chorus 8 .95 DKBCPGLASHVX",
    "bridge 4 .5 BCPGSV",
    "chorus 8 1 DKBCPGLASHVX",
    "hook 4 .7 DBCGLH",
)
SONG_SOLO = form(
    "song with solo",
    "intro 4 .55 DBGCL",
    "verse 8 .6 DBGC",
    "chorus 8 .9 DKBGCPSHV",
    "verse 8 .65 DKBGC",
    "chorus 8 .95 DKBGCPSHV",
    "solo 8 .9 DKBGCL",
    "chorus 8 1 DKBGCPLSHV",
    "outro 4 .5 DBGC",
)

# --- heads and choruses ---

JAZZ_HEADS = form(
    "head, solos, head",
    "intro 4 .35 CBDG",
    "verse 16 .55 DBCGLH",
    "solo 16 .75 DBCGL",
    "solo 16 .9 DBCGLH",
    "verse 16 .65 DBCGLH",
    "outro 4 .4 DBCGL",
)
JAZZ_AABA = form(
    "AABA",
    "verse 8 .5 DBCGL",
    "verse 8 .55 DBCGLH",
    "bridge 8 .65 DBCGLSH",
    "verse 8 .6 DBCGLH",
    "solo 16 .85 DBCGL",
    "bridge 8 .7 DBCGSL",
    "verse 8 .6 DBCGLH",
    "outro 4 .35 DBCGL",
)

# --- slow waves ---

SWELL = form(
    "one long wave",
    "intro 8 .25 PXC",
    "verse 8 .4 PSAC",
    "build 8 .5 PSABC",
    "climax 12 .7 PSABCLVKX",
    "interlude 4 .35 PSVC",
    "climax 8 .65 PSABCLVKX",
    "outro 8 .25 PSX",
)
DRIFT = form(
    "drift",
    "intro 8 .2 PX",
    "verse 12 .35 PCAX",
    "interlude 8 .3 PSLV",
    "climax 12 .6 PSABCLVX",
    "interlude 8 .35 PCV",
    "outro 8 .2 PX",
)

# --- loops: beats to speak, study or ride over ---

LOOP = form(
    "loop",
    "intro 4 .3 CPGX",
    "verse 8 .6 DBCG",
    "chorus 8 .75 DKBCGLP",
    "verse 8 .65 DBCGA",
    "chorus 8 .8 DKBCGLPVH",
    "bridge 4 .4 CPGS",
    "chorus 8 .85 DKBCGLPSVH",
    "outro 4 .3 CGP",
)
LOOP_HOOKS = form(
    "hooks and verses",
    "intro 4 .35 CPLX",
    "hook 8 .85 DKBCLPVHX",
    "verse 16 .6 DKBC",
    "hook 8 .9 DKBCLPVSHX",
    "verse 8 .65 DKBCPA",
    "bridge 4 .4 CPLVS",
    "hook 8 1 DKBCLPAVSHX",
    "outro 4 .35 CPL",
)
BEAT_TAPE = form(
    "beat tape",
    "intro 2 .35 CGPX",
    "verse 8 .6 DBCG",
    "hook 8 .8 DKBCGLH",
    "verse 8 .6 DBCGS",
    "interlude 4 .4 CGPLV",
    "hook 8 .85 DKBCGLPVSH",
    "outro 4 .35 DCGL",
)

# --- dances and vamps ---

JAM = form(
    "vamp",
    "intro 4 .5 DKBG",
    "verse 8 .65 DKBGC",
    "chorus 8 .9 DKBGCLHSV",
    "verse 8 .7 DKBGCH",
    "break 4 .55 DKBG",
    "solo 8 .9 DKBGCLH",
    "chorus 8 1 DKBGCLHSV",
    "outro 4 .6 DKBGCH",
)
DANCE_FLOOR = form(
    "dance floor",
    "intro 8 .45 DKGC",
    "verse 8 .6 DKBGC",
    "pre_chorus 4 .7 DKBGCSP",
    "chorus 8 .95 DKBGCSHLV",
    "verse 8 .65 DKBGCA",
    "chorus 8 1 DKBGCSHLVP",
    "break 8 .5 DKBGSC",
    "chorus 8 1 DKBGCSHLVP",
    "outro 4 .45 DKBGC",
)
STREET_PARTY = form(
    "street party",
    "intro 4 .4 CGPLK",
    "verse 8 .6 DKBCG",
    "pre_chorus 4 .6 KCPGAV",
    "chorus 8 .9 DKBCPGLAHVX",
    "verse 8 .65 DKBCGA",
    "chorus 8 .95 DKBCPGLAHVX",
    "bridge 4 .45 CPGVK",
    "chorus 8 1 DKBCPGLAHVX",
    "outro 4 .4 KCGL",
)
MONTUNO_FORM = form(
    "song and montuno",
    "intro 4 .55 DKBCHG",
    "verse 8 .6 DKBCG",
    "verse 8 .65 DKBCGL",
    "chorus 8 .85 DKBCGHLV",
    "solo 8 .85 DKBCL",
    "interlude 4 .8 DKBCH",
    "chorus 8 1 DKBCGHLV",
    "outro 4 .6 DKBCH",
)
RIDDIM = form(
    "riddim",
    "intro 4 .45 DBCH",
    "verse 8 .6 DKBCG",
    "chorus 8 .85 DKBCGHLV",
    "verse 8 .65 DKBCG",
    "interlude 4 .5 DKBP",
    "chorus 8 .9 DKBCGHLVP",
    "outro 4 .5 DKBCG",
)
DUB_VERSION = form(
    "dub version",
    "intro 4 .45 DCLX",
    "verse 8 .65 DKBCG",
    "break 4 .5 DKBX",
    "verse 8 .8 DKBCGLX",
    "break 8 .45 DKCGPX",
    "climax 8 .9 DKBCGLHPX",
    "break 4 .55 DKBX",
    "verse 8 .7 DKBCGX",
    "outro 4 .4 DKCX",
)

# --- twelve bars ---

BLUES_CHORUSES = form(
    "twelve-bar choruses",
    "intro 4 .5 DBCG",
    "verse 12 .6 DBCG",
    "verse 12 .65 DBCGL",
    "solo 12 .85 DBCGLH",
    "verse 12 .9 DBCGLH",
    "outro 4 .55 DBCGL",
)
BLUES_SLOW = form(
    "slow blues",
    "verse 12 .5 DBCG",
    "solo 12 .8 DBCGLH",
    "interlude 12 .45 BCG",
    "solo 12 .95 DBCGLH",
    "outro 4 .45 DBCGL",
)

# --- for pictures, and for the concert hall ---

THREE_ACTS = form(
    "three acts",
    "intro 8 .3 PLCX",
    "verse 8 .5 PSALC",
    "build 8 .75 DKPSABCX",
    "climax 12 .95 DKPSABCLHVX",
    "break 4 .35 PSVCX",
    "build 4 .8 DKPSABCHX",
    "climax 8 1 DKPSABCLHVX",
    "outro 4 .3 PSCX",
)
SLOW_RISE = form(
    "one slow rise",
    "intro 8 .25 PCX",
    "verse 8 .4 PSCA",
    "verse 8 .55 PSCALB",
    "build 8 .75 DKPSCALBHX",
    "climax 16 1 DKPSCALBHVX",
    "outro 8 .3 PSLCX",
)
OVERTURE = form(
    "overture",
    "intro 4 .6 SHDB",
    "verse 8 .5 SLBCA",
    "verse 8 .65 SLBHCAP",
    "climax 8 .95 SHLBDKVAPC",
    "interlude 8 .4 SLAPC",
    "build 4 .75 SHBDKAC",
    "climax 8 1 SHLBDKVAPC",
    "outro 4 .6 SHBD",
)
TERNARY = form(
    "three-part piece",
    "intro 2 .3 CB",
    "verse 8 .45 CBL",
    "verse 8 .5 CBLS",
    "bridge 8 .7 CBLSP",
    "verse 8 .5 CBL",
    "outro 4 .25 CBL",
)
RONDO = form(
    "rondo",
    "verse 8 .5 CBL",
    "interlude 8 .4 CB",
    "verse 8 .55 CBL",
    "climax 8 .75 CBLSP",
    "verse 8 .5 CBLS",
    "outro 4 .3 CB",
)
