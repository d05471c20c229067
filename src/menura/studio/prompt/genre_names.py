"""List what people call the genres and what they mean by scenes: keywords to genre ids.

The names complete the aliases of the catalogue with other languages and spellings; the scenes
are guesses of what kind of music belongs to a situation and weigh less.
"""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "house": """
        house, house music, tech house, french house, funky house, progressive house, electro
        house, bass house, piano house, tropical house, disco house, future house, slap house,
        chicago house, acid house, jackin house, afro house, vocal house, edm, dance music, club
        music, big room, haus musik, electronic dance music, eurodance, electroswing, electro
        swing, dance track, dance, hip house""",
    "deep_house": """
        deep house, organic house, melodic house, soulful house, lounge house, minimal house, lo
        fi house, lofi house, deephouse""",
    "techno": """
        techno, acid techno, minimal techno, industrial techno, detroit techno, melodic techno,
        hard techno, peak time techno, dub techno, berlin techno, tekno, warehouse techno,
        schranz, ebm, hypnotic techno, dark techno, industrial, ambient techno, rave, rave
        music, techno musik, minimal tech""",
    "trance": """
        trance, uplifting trance, progressive trance, vocal trance, euphoric trance, trance
        music, goa, tech trance""",
    "psytrance": """
        psytrance, psy trance, goa trance, psychedelic trance, full on psytrance, forest psy,
        psy, dark psy, progressive psytrance""",
    "dubstep": """
        dubstep, brostep, riddim, dub step, melodic dubstep, deep dubstep, chillstep, bass
        music, wub wub, wubs""",
    "drum_and_bass": """
        drum and bass, drum n bass, drum'n'bass, drum & bass, d&b, dnb, dn b, drumnbass, drum an
        bass, liquid drum and bass, liquid dnb, liquid, neurofunk, neuro,
        jungle, jump up, breakcore, drumstep, liquid funk, breakbeat, breakbeats, breaks, big
        beat, amen break, amen breaks, ragga jungle""",
    "garage": """
        garage, uk garage, ukg, 2 step, two step, 2 step garage, speed garage, future garage, uk
        bass, bassline house, two step garage""",
    "future_bass": """
        future bass, kawaii bass, kawaii future bass, melodic bass, futurebass, wave music,
        hyperpop""",
    "hardstyle": """
        hardstyle, hard style, rawstyle, hardcore techno, gabber, gabba, happy hardcore, hard
        dance, euphoric hardstyle, frenchcore, jumpstyle, uk hardcore""",
    "electro": """
        electro, electro funk, electroclash, miami bass, electro pop beat, electronica, idm,
        electronic music, electronic, glitch hop, glitch, elektronisch, elektronische musik,
        musique electronique, musica electronica, electronic track""",
    "trap": """
        trap, trap music, trap beat, phonk, rage beat, cloud rap, edm trap, trap soul, dark
        trap, mumble rap, plugg, pluggnb, drift phonk, latin trap, trap metal beat, festival
        trap, hybrid trap""",
    "drill": """
        drill, uk drill, ny drill, new york drill, chicago drill, drill beat, jersey drill,
        drill music""",
    "hip_hop": """
        hip hop, hiphop, boom bap, rap, rap beat, rap music, old school hip hop, golden era hip
        hop, golden age hip hop, gangsta rap, west coast hip hop, east coast hip hop, jazz rap,
        conscious rap, g funk, turntablism, trip hop, triphop, abstract hip hop, jazz hop,
        rapping beat, freestyle beat, cypher""",
    "lofi": """
        lofi, lo fi, lofi hip hop, lo fi hip hop, chillhop, chill hop, lofi beats, study beats,
        chill beats, lofi chill, low fi, lofi jazz, lofi music""",
    "rnb": """
        rnb, r&b, r n b, r'n'b, rhythm and blues, contemporary r&b, neo soul, neosoul,
        alternative r&b, slow jam, new jack swing, quiet storm""",
    "reggaeton": "reggaeton, dembow, perreo, regueton, moombahton, reggaetton, latin urban",
    "amapiano": "amapiano, private school piano, gqom, kwaito, yanos",
    "afrobeats": """
        afrobeats, afrobeat, afro beats, afro pop, afropop, highlife, afroswing, afro fusion,
        naija, afro""",
    "synthwave": """
        synthwave, synth wave, retrowave, retro wave, outrun, darksynth, dark synth, chillwave,
        80s synth, 80s synths, new wave, italo, dreamwave, 80s electronic, cyberpunk, 80s synth
        pop, dark wave, darkwave, coldwave, 80s retro, krautrock""",
    "vaporwave": "vaporwave, vapor wave, vapourwave, mallsoft, future funk, slushwave, signalwave",
    "chiptune": """
        chiptune, chip tune, 8 bit, 8bit, 16 bit, 16bit, nes music, gameboy, game boy, bitpop,
        video game music 8 bit, retro game, retro video game, retro gaming, arcade game,
        nintendo, c64, sega, commodore 64, arcade""",
    "pop": """
        pop, pop music, popmusik, indie pop, synth pop, synthpop, electropop, electro pop, dance
        pop, k pop, kpop, j pop, dream pop, bedroom pop, teen pop, pop ballad, power ballad,
        chart hit, radio hit, schlager, chanson, bubblegum pop, city pop, art pop, musique pop,
        euro pop, britpop pop, dance pop""",
    "rock": """
        rock, rock music, rock n roll, rock and roll, rock'n'roll, rock & roll, indie rock,
        alternative rock, alt rock, classic rock, hard rock, soft rock, post rock, prog rock,
        progressive rock, garage rock, surf rock, grunge, shoegaze, psychedelic rock, stoner
        rock, arena rock, blues rock, southern rock, britpop, math rock, rockmusik, rockig,
        indie, rockabilly, glam rock, post punk, folk rock, pop rock, gothic rock, emo, soft
        rock ballad, krautrock, space rock""",
    "punk": """
        punk, punk rock, pop punk, hardcore punk, skate punk, ska punk, punkrock, street punk,
        oi punk""",
    "metal": """
        metal, heavy metal, death metal, black metal, thrash, thrash metal, doom metal, djent,
        metalcore, deathcore, nu metal, power metal, symphonic metal, progressive metal, speed
        metal, sludge metal, metalmusik, industrial metal, sludge, trap metal, folk metal,
        groove metal""",
    "funk": """
        funk, funky, funk music, p funk, nu funk, jazz funk, acid jazz, boogie funk, electro
        boogie, funk rock, slap funk, afro funk, go go funk""",
    "soul": """
        soul, soul music, motown, northern soul, southern soul, gospel, stax, classic soul, blue
        eyed soul, doo wop, psychedelic soul, vintage soul, gospel music""",
    "disco": """
        disco, nu disco, italo disco, disco music, disco funk, cosmic disco, space disco, disco
        beat, post disco, euro disco""",
    "reggae": """
        reggae, roots reggae, ska, rocksteady, dancehall, lovers rock, reggae music, ragga, one
        drop""",
    "dub": "dub, dub reggae, dub music, dubwise, digital dub, steppers, dub plate",
    "jazz": """
        jazz, jazzy, bebop, be bop, hard bop, cool jazz, swing, swing jazz, big band, smooth
        jazz, modal jazz, free jazz, gypsy jazz, manouche, jazz trio, jazz quartet, latin jazz,
        cocktail jazz, jazz music, nu jazz, dixieland, ragtime, fusion jazz, jazz fusion, jazz
        ballad, lounge jazz, vocal jazz, jazzig, jazz lounge, spiritual jazz""",
    "blues": """
        blues, delta blues, chicago blues, electric blues, twelve bar blues, 12 bar blues, slow
        blues, bluesy, texas blues, boogie woogie, blues shuffle, swamp blues, country blues""",
    "bossa_nova": """
        bossa nova, bossa, bossanova, samba jazz, mpb, jazz samba, lounge bossa, bossa jazz""",
    "latin": """
        latin, salsa, samba, cumbia, merengue, bachata, tango, mambo, rumba, cha cha, cha cha
        cha, latin pop, son cubano, bolero, mariachi, latino, cuban, salsa music, musica latina,
        latin music, forro, calypso, soca, flamenco, latin dance, afro cuban""",
    "country": """
        country, country music, bluegrass, americana, honky tonk, outlaw country, country rock,
        country pop, nashville, western swing, alt country, country ballad, modern country, bro
        country, country western""",
    "folk": """
        folk, folk music, indie folk, singer songwriter, acoustic folk, celtic, irish folk,
        irish, sea shanty, folk ballad, folksong, volksmusik, acoustic, folktronica, medieval,
        musique folk, celtic folk, acoustic ballad, scottish, balkan, klezmer, akustisch,
        unplugged, traditional folk, nordic folk, renaissance""",
    "ambient": """
        ambient, drone, new age, dark ambient, soundscape, soundscapes, meditation music, space
        music, space ambient, drone music, ambient music, sound bath, sleep music, spa music,
        downtempo electronica, sphaerisch, spharisch, musique ambiante, musica ambiental,
        ambient drone, chill out music""",
    "cinematic": """
        cinematic, film score, movie score, film music, movie soundtrack, trailer, trailer
        music, epic trailer, soundtrack, score, filmmusik, hybrid orchestral, underscore, game
        soundtrack, musique de film, banda sonora, horror score, action score, epic music, epic
        cinematic, bande originale, hollywood score, film noir, movie trailer, background score""",
    "orchestral": """
        orchestral, orchestra, symphony, symphonic, classical, classical music, baroque, string
        quartet, concerto, klassik, klassische musik, orchester, chamber music, overture,
        musique classique, musica clasica, opera, full orchestra, philharmonic, symphonie,
        chamber orchestra, march, fugue, sinfonia, symphonic orchestra, orquesta, orchestre,
        classical piece""",
    "classical_piano": """
        classical piano, piano sonata, nocturne, solo piano, piano solo piece, neoclassical
        piano, neo classical, neoclassical, prelude, etude, romantic piano, piano ballad solo,
        minimalist piano, peaceful piano, klaviersonate, sonata, sonate, piano etude,
        impressionist piano, piano piece, klavierstuck, klavierballade, piano instrumental, felt
        piano piece, moonlight sonata, minimal piano, piano lullaby, piece pour piano, pieza de
        piano""",
}
"""Genre id to names, comma separated."""

SCENES: Mapping[str, str] = {
    "house": """
        dance floor, dancefloor, house party, clubbing, nightclub, club night, pool party, four
        on the floor, 4 on the floor, four to the floor, festival mainstage, fashion show,
        fashion runway, runway, catwalk, club banger, aerobics, party anthem""",
    "deep_house": """
        sunset beach, beach bar, rooftop bar, rooftop, beach club, ibiza, cocktails at sunset,
        sunset, hotel lobby, boutique hotel, yacht, after hours, afterhours, terrace, sunset
        drive, poolside, hotel bar""",
    "techno": """
        warehouse, warehouse rave, berlin basement, berlin club, underground club, dark
        basement, strobe lights, strobes, berghain, factory machines, 4am rave, machines, sweaty
        basement, concrete, bunker, rave at 4am, assembly line""",
    "trance": """
        sunrise festival, hands in the air, laser show, lasers, sunrise set, euphoric sunrise,
        arms in the air, take off""",
    "psytrance": """
        forest rave, jungle rave, full moon party, mushrooms, desert festival, forest festival,
        third eye, acid trip, kaleidoscope""",
    "dubstep": """
        filthy drop, bass drop, wobble, robots fighting, transformers, dirty wobbles, growling
        robots, monster fighting""",
    "drum_and_bass": """
        skate video, racing game, skateboarding, snowboarding video, pirate radio, high speed
        pursuit, hacker montage, adrenaline rush""",
    "garage": "london night bus, london club, south london, night bus, rainy london",
    "future_bass": """
        anime opening, kawaii, anime, candy, sparkles, colourful festival, colorful festival""",
    "hardstyle": "kick drum mayhem, gym beast, defqon, deadlift, weightlifting, powerlifting",
    "electro": """
        robot dance, breakdancing, breakdance, b boys, bboys, popping and locking, robots
        dancing, android, glitchy, laboratory""",
    "trap": """
        street racing, flexing, lambo, money, hustling, luxury cars, drip, atlanta, night drive
        in a lambo, twerk""",
    "drill": "ski mask, estate, brixton, gang",
    "hip_hop": """
        rap battle, freestyle, graffiti, block party, brooklyn, street corner, mc battle, my
        rap, rappers, basketball, bronx, subway graffiti, cypher session, low rider, lowrider,
        queens""",
    "lofi": """
        studying, study, homework, studying at night, study session, reading, coding, rainy
        window, rainy day, late night coding, concentration, focus, concentrate, to study to,
        lernen, rainy afternoon, coffee and rain, cozy, cafe study, bedroom producer, exam,
        exams, library, programming session, rain on the window, cat on the sofa, doing
        homework, writing essays, working at my desk, office work, revision, deep work,
        estudiar, etudier""",
    "rnb": """
        bedroom, candle light, candlelight, candlelit bath, date night, making love, slow dance,
        silk sheets, boudoir, lovemaking, baby making""",
    "reggaeton": "latin club, san juan, puerto rico, perreo club, miami club, medellin",
    "amapiano": "johannesburg, soweto, south african party, pretoria, shisanyama",
    "afrobeats": "lagos, lagos party, accra, west african party, nigeria, ghana",
    "synthwave": """
        neon, neon city, neon lights, neon streets, night drive, driving at night, 80s movie,
        eighties movie, 1980s, 80s, eighties, miami vice, vhs, blade runner, retro future,
        midnight highway, sports car at night, delorean, stranger things, 1984, 1985, neon grid,
        city at midnight""",
    "vaporwave": """
        empty mall, dead mall, windows 95, shopping mall, elevator in 1985, mall at night,
        dolphins, roman bust, abandoned mall, old shopping centre""",
    "chiptune": """
        boss fight, pixel art, pixel, platformer, game console, old video game, jump and run,
        pixelated, arcade machine, level one, 1up, coin sounds, final boss pixel, super
        nintendo, handheld""",
    "pop": """
        summer hit, radio, wedding party, chart topper, charts, teenage, girl group, boy band,
        teen movie, earworm, commercial, advert, advertisement, jingle, corporate video,
        birthday party, birthday, christmas, product launch, shopping, youtube intro, vlog""",
    "rock": """
        stadium, garage band, open road, road trip, motorbike, motorcycle, headbanging riff,
        biker, highway, muscle car, air guitar, guitar hero, route 66, stadium crowd, bikers,
        teenagers in a garage""",
    "punk": """
        anarchy, riot, skatepark, squat, mohawk, three chords and, basement show, rebellious
        teenagers, three chords""",
    "metal": """
        mosh pit, moshpit, demons, hell, headbanging, headbanger, viking, vikings, satan,
        apocalypse riffs, doom slayer, circle pit, blast beats, chainsaw, slaying demons,
        inferno""",
    "funk": """
        blaxploitation, roller rink, platform shoes, cop show, seventies cop show, afro hair,
        bell bottoms, 70s cop show, soul train""",
    "soul": """
        sunday morning church, church on sunday, detroit 1965, sixties soul, slow cooking, soul
        food, sunday service""",
    "disco": """
        studio 54, roller skates, roller skating, mirror ball, mirrorball, disco ball, saturday
        night fever, glitter, 1977, 1978, 1979, roller disco, roller disco, flares""",
    "reggae": """
        jamaica, jamaican, kingston, palm trees, hammock, rasta, beach bonfire, coconut, rum
        punch, caribbean, island vibes, tropical beach, on the beach with friends, marley""",
    "dub": "sound system, echo chamber, tape delay, space echo, echoes of kingston, soundsystem",
    "jazz": """
        smoky bar, smoky club, smoke filled bar, new york 1950s, detective, noir, speakeasy,
        whiskey bar, whisky bar, piano bar, prohibition, great gatsby, 1920s, roaring twenties,
        fancy restaurant, wine bar, dinner party, private eye, smoky, cocktail hour, trench
        coat, martini, saxophone in the rain, late night bar, candlelit dinner, dinner, jazz
        bar, supper club, paris cafe, new orleans, cocktail party, gala, dinner music, fine
        dining""",
    "blues": """
        mississippi, crossroads, my baby left me, woke up this morning, juke joint, lonesome
        road, whiskey and cigarettes, broken heart and whiskey, prison cell, freight train,
        delta""",
    "bossa_nova": """
        elevator, elevator music, lift music, copacabana, rio, cafe in rio, waiting room,
        ipanema, brazilian cafe, coffee shop, cafe, hold music, coffee house, cafe background,
        brunch, brazil, brazilian, girl from ipanema""",
    "latin": """
        havana, carnival, carnaval, dancing salsa, cuba, fiesta, buenos aires, mexico, tequila,
        street carnival, salsa class, bullfight, day of the dead""",
    "country": """
        cowboy, cowboys, ranch, pickup truck, rodeo, tennessee, wild horses, barn, barn dance,
        truck, tailgate, dusty road, saloon, texas, hoedown, square dance, porch""",
    "folk": """
        campfire, camp fire, sing along, singalong, hiking, mountain hike, irish pub, pub,
        tavern, hobbits, shire, medieval village, autumn walk, log cabin, cabin in the woods,
        village, harvest, sailors, pirates, pirate ship, fireside, meadow, countryside,
        wanderer, shepherd, around the fire""",
    "ambient": """
        yoga, meditation, meditate, sleep, sleeping, falling asleep, spa, massage, floating in
        space, outer space, deep space, space, underwater, deep sea, nebula, galaxy, stars,
        mindfulness, breathing, relaxation, northern lights, fog, glacier, deep ocean, ocean,
        clouds, dreamscape, space station, zen, reiki, to sleep to, bedtime, insomnia,
        weightless, aurora, whales, baby sleep, einschlafen, dormir, floating, tide, night sky,
        breathing exercise, antarctica, cosmos, drifting""",
    "cinematic": """
        car chase, chase scene, action scene, action movie, battle, epic battle, heroes, hero,
        war, movie, film, superhero, final battle, heist, spy, spy movie, thriller, horror
        movie, horror film, haunted house, documentary, spaceship, space battle, apocalypse,
        explosion, explosions, western showdown, showdown, spaghetti western, detective
        thriller, murder scene, villain, escape scene, end credits, opening credits, nature
        documentary, time lapse, timelapse, space documentary, game trailer, monster, zombie,
        zombies, disaster, astronaut, drone footage, landscape shot, gunfight, dragon, dragons,
        slow motion, alien invasion, ritual, serial killer, abandoned hospital, storm, thunder,
        sunrise over mountains, suspense scene, chase, haunted mansion, ghosts, rescue mission,
        final scene""",
    "orchestral": """
        ballet, royal court, castle, coronation, knights, knight, kingdom, fairy tale,
        fairytale, palace, ballroom, king, queen's entrance, magical forest, wizard, wizards,
        wizard school, adventure film, sword fight, princess, ceremony, wedding march, royal
        wedding, marching army, concert hall, symphony hall, magic school, empire, fantasy
        adventure, quest, fantasy""",
    "classical_piano": """
        candle and piano, recital, raindrops, wedding ceremony, rainy paris, grandmother's
        piano, first snow, tearjerker, farewell, alone at the piano, moonlight, memories,
        goodbye, letter to a lost friend, winter morning, snowfall""",
}
"""Genre id to scenes, comma separated."""
