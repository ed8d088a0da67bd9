"""Dictionary words, label to zxcvbnm, of which people make up ids: zxcvbn's, by 4.5.0.

From the frequency lists of zxcvbn (https://github.com/dwolfhub/zxcvbn-python), under the MIT License; see NOTICE.

Written by `tests/tables/dictionary.py`.
"""

from __future__ import annotations

TABLE = """\
label labels labor laboratories laboratory labour labrador labtec lack lacked lacking lacrosse ladder laddie ladies lady
ladybug laetitia lagnaf laguna laid lake lakers lakes lakeside lakeview lakewood lakota lalakers lambda lame lamer lamp
lancashire lancelot lancer land landed landing landmark lands landscape lanes language languages lanka lansing lantern
laptop large largely larger largest larisa larvae laser lassie last lasted lasting lasvega lasvegas late lately later
lateral latest latin latinas latino latter laugh laughed laughing laughs launch launched launching laundry laurent lawn
laws lawsuit lawyer lawyers layer layers laying layout lazarus lazy lback lead leader leaders leadership leading leads
leaf league leagues leak leap learn learned learning learns lease leased least leather leave leavemealone leaves leaving
lebanese lebanon lecture lecturer lectures ledzep leeds leedsutd leery left lefty legacy legal legally legend legendary
legends legion legislation legislative legislature legitimate legolas legs leicester leisure lekker lemme lemmein
lemonade leng length lengths lennon lenochka lens leonid leopard leopold lespaul less lesser lesson lessons lestat
letmei letmein lets letsgo letter letters letting level levels lexie lexmark lexus lfitymrf lfybbk lgbt lhfrjy liang
liao liar liberal liberation liberty libraries library licence license licensed lied lies lieutenant life lifehack
lifestyle lifetime lift lifted liga light lighten lighter lighthouse lighting lightnin lightning lights like liked
likely likes likewise liking lilith limestone limewire limit limitations limited limits limo lindros line lineage linear
lined lines lineup linguistic linked linkin linking links linux lion lionking lions lips lipstick liquid liquor lisbon
list listed listen listened listening listing lists literacy literally literary literature lithium lithuania lithuanian
little live lived liver liverpoo liverpool lives livestock living livvie lizard llanview load loaded loading loan loans
lobby lobo lobster local locality locally locals locate located location locations lock locked locker loco locomotive
locomotives lodge loft logic logical logitech logo loki lokomotiv lolipop lollipop lollol lollypop lolol london lonely
lonesome lonestar lonewolf longbow longdong longer longest longhorn longjohn longtime look looked looker lookin looking
lookout looks loop loose looser lord lords lorelai lose loser losers loses losing loss losses lost lots lotus loud
louder louisiana louisville lounge lousy love lovebug loved loveit lovelife lovely loveme lover loverboy lovers loves
loveya loveyou loving lower lowest lowrider loyal loyalty ltybcrf luan luca lucifer luck luckily lucky luckydog luckyone
ludmila luggage lumber lunar lunatic lunch lungs lust lutheran luxembourg luxury lvbnhbq lying lyrics macbeth macdaddy
macedonia machine machinery machines maciver macman macross madagascar madam madame madcat maddie maddog made madina
madison madman madmax madness madonna maestro magazine magazines magelan magellan maggi maggie maggot magic magical
magician magick magicman magnet magnetic magneto magnificent magnitude magnum magnus magpie magpies maid maiden mail
mailman main maine mainland mainly mainstream maintain maintained maintaining maintains maintenance majestic majesty
major majority makaveli make maker makers makes makeup makin making maksim maksimka malachi malaka malaysia malaysian
male males malibu malice malina mall mallard malta mama mamacita mamamia mamapapa mami mammals manage managed management
manager managers manages managing manchest manchester mancity mandarin mandate mandatory mandingo mandrake manfred mang
manga mango manhattan maniac manila manipulate manitoba mankind manner manners manolo manor manowar mansion manson
manticore mantis manufacture manufactured manufacturer manufacturers manufacturing manutd many maori mapping maps
maradona marah marathon marcello march marched marching margarit margin marijuan marijuana marika marina marine mariner
mariners marines marino mariposa maris maritime marius mariya marked marker market marketed marketing markets markie
marking markiz marlboro marley marriage married marrow marry marrying mars marshal martial martini marvelous maryjane
maryland masamune mascot maserati mask massachusetts massacre massage masses massimo massive maste master masterbate
matador match matches mate mateo material materials maternal math mathematical mathematics matrix matteo matter matters
matthe matthias mattress mature maveric maverick maxdog maxell maxim maxima maxime maximum maximus maxwell maxx maybe
mayday mayhem mayor mazafaka mazda mclaren meadow meal mean meaning means meant meantime meanwhile measure measured
measurement measurements measures measuring meat meatball meathead meatloaf mechanic mechanical mechanics mechanism
mechanisms medal medals media median medic medical medication medicine medieval medion mediterranean medium medusa
medved meet meeting meetings meets megadeth megaman megane megatron meister melbourne meliss mellon mellow melt member
members membership membrane memo memorex memorial memories memory memphis menace meng mental mention mentioned mentions
mentor menu meowmeow mephisto mercede mercedes merchants mercury merely merged merger meridian merit merlin merlot
mermaid mersedes mess message messages messed messiah messing messy metal metall metallic metallica metals meter meters
method methodist methods metre metres metro metroid metropolitan mets mexican mexico miami mian miao michae michigan
mick mickey micro microlab micron microphone microsof microsoft middle midfielder midget midland midnight midnite midway
might mighty migration mihail mijo mikael mikey milana milano mild mile milena military militia milk milkman mill
millenium millennium million millions millwall milwaukee mind minded minds mine minecraft mineral miners mines mingus
mini minimal minime minimoni minimum mining minister ministers ministry minneapolis minnesota minority mint minus minute
minutes miracle miracles mirage mirror mischief miserable misery misfit misfits mishka miss missed misses missile
missiles missing mission missionaries missionary missions mississippi missouri mistake mistaken mistakes mister mistress
misunderstood mittens mixed mixing mixture mizzou mmmm mnbvcxz mobile mode model modeling models modelsne modena
moderate modern modes modest modifications modified module mohawk moist mojo molecular molecules mollusk mollydog moloko
molson moment moments momentum mommy momoney monaco monalisa monarch monarchy monastery monday mondeo mone monetary
money moneyman moneys mongoose monic monitor monitoring monke monkey monkeybo monkeys monks monopoly monsieur monster
monsters montag montana month monthly months montreal monument monuments moocow mood mookie moomoo moonbeam moondog
moonligh moonlight moonshin moose mopar moral mordor more moreover morgue moritz morning morocco moron morpheus
morrowind mortal mortgage mortimer moscow moskva mosque most mostly motel moth mother motherlode mothers motion motive
motor motorcycle motorola motors motorway motto mount mountain mountains mounted mouse mouth move moved movement
movements moves movie movies moving mozart much mudvayne muffin muhammad mulder mullet multi multiple multiplelo mumbai
mummy munch munchkin munich municipal municipalities municipality munster muppet murder murdered murderer murders murzik
musashi muscle muscles museum museums mushroom music musica musical musician musicians musicman muslim muslims must
mustafa mustang mustangs mustard mutant mutual mybaby mygirl mykids mylife mylove myname myself mysterious mystery
mystic myth mythology myxworld nacional nadu nail nailed nails namaste name named namely names naming nang nanny nanook
naples napoli napster narnia narrative narrow narrowly naruto nasa nascar nashville nastia nasty nastya natali nataly
natasha nate nation national nationalist nationally nationals nations nationwide native natives nato natural naturally
nature naughty nautica nautilus naval navigation navigator navy navyseal nazgul nbsp nbvjatq ncaa near nearby nearest
nearly neat nebraska necessarily necessary neck necklace need needed needing needle needs negative negotiations neighbor
neighborhood neighborhoods neighboring neighbors neighbourhood neighbouring neither nemesis neng nepal nephew neptune
nerve nerves nervous nest netherlands netscape network networks neutral nevada never nevermind nevermore nevertheless
nevets newark newbie newcastl newcastle newer newfoundland newlife newly newport news newspaper newspapers newyear
newyork next nextel nfnmzyf nfytxrf niang niao nice niceguy nicely nicer nickel nickname nicknamed nicola niece nigeria
nigerian night nightmar nightmare nightmares nights nightwish nike nikita nikitos nikola nikolai nikolas nikolay niles
nimbus nimrod nine nineinch niners nineteen nineteenth ninety ning ninja ninjas nintendo ninth nipper nipple nipples
nirvana nissan nitram nitro nittany nobel nobility nobody nofear noise nokia nolimit nomad nominated nomination
nominations nominee nomore noname none nonetheless nong nonsense noodle noodles nookie noon nope norfolk normal normally
north northeast northeastern northern northwest northwestern norway norwegian norwich nose nostromo notable notably note
notebook noted notes nothin nothing notice noticed noting notion notre nottingham notused novel novelist novell novels
november noway nowhere ntktajy nuan nuclear nudist nugget nuggets number numbered numerous nurse nursery nurses nursing
nutmeg nuts nuttertools nygiants nyjets nylons nymets oakdale oakland oasis oath oatmeal obama obelix oberon obiwan
object objection objective objectives objects oblast obligation oblivion observation observations observatory observed
observer obsessed obsession obsidian obtain obtained obtaining obvious obviously occasion occasional occasionally
occasions occupation occupied occupy occur occurred occurring occurs ocean oceans october odds odyssey offended offense
offensive offer offered offering offers office officer officers offices official officially officials offshore often
ohhh ohio ohyeah oilers okay oklahoma oksana older oldest oldman oleg olesya oliver olivier olympic olympics olympus
omega once onelove ones onetime onetwo ongoing onion online only onlyme ontario onto onwards oooh oops open opendoor
opened opening openly opennow opens openup opera operate operated operates operating operation operational operations
operator operators opinion opinions opponent opponents opportunities opportunity opposed opposing opposite opposition
optical optimist optimus option optional options oracle oral orange oranges orbit orchard orchestra orchid ordained
order ordered ordering orders ordinary oregon oreo organ organic organisation organisations organised organisms
organization organizations organize organized organizing orient oriental orientation oriented origin original originally
originated origins orioles orion orleans orthodox osiris oslo othello other others otherwise ottawa ottoman ouch ought
oughta ours ourselves outback outbreak outcome outdoor outer outfit outkast outlaw outlets output outside outstanding
outta oval oven over overall overheard overkill overlord overnight overreacting overseas overview owes owing owned owner
owners ownership owns oxford oxygen ozzy pacers pacey pacific pacino pack package packard packed packer packers packing
pacman paco paddle padres pageant pages paid pain painful paint paintbal paintball painted painters painting paintings
pair pairs pakistan pakistani palace paladin pale palestine palestinian pallmall palm palmtree paloma panama panasoni
panasonic pancake pancakes pancho panda pandora panel panels pang panic panicked pantera panther panthers panties pants
pantyhos panzer paolo papal paper papers paperwork papillon papito parade paradigm paradise paradox paragon parallel
paramedi parameters paramount paranoid pardon parent parents paris parish parishes park parked parking parkway
parliament parliamentary parol parola parole parrot part partial partially participants participate participated
participating participation particle particles particular particularly parties partly partner partners partnership
partnerships parts party pasadena pascal passage passat passed passenger passengers passes passing passion passionate
past pastor pasword patch patches patent paternity path pathetic pathfind paths patient patients patric patrici patriot
patriots patrol patron pattern patterns paulie paulo pavel pavilion pavlov payback payday paying payment payments pays
pdtplf peace peaceful peach peaches peachy peak peaked peaking peaks peanut peanuts pearljam pebble pebbles pecker
peekaboo peeper peer peewee pegasus pelican penalties penalty pencil penetration peng penguin penguins peninsula
pennsylvania pension penthous penthouse pentium people pepito peppe pepper pepsi perceived percent percentage perception
percussion perfect perfectly perform performance performances performed performer performers performing performs perfume
perhaps period periods permanent permanently permission permit permitted persian persik person persona personal
personalities personality personally personnel persons perspective persuaded perth peru pervert peterbil peterpan
petersburg petition petroleum petrov petrova petunia peugeot phantom pharmacy phase phases pheebs phenomenon pheonix
phialpha philadelphia philippe philippine philippines philips phillies philly philosopher philosophical philosophy phish
phoebe phoeni phoenix phone phones phony photo photograph photographer photographs photography photos phpbb phrase
physical physically physician physicians physics pian pianist piano pianoman piao picard picasso piccolo pick picked
picking pickle pickles picks pickup picnic pics picture pictures picturs piece pieces pier pigeon piggy piglet pigpen
pigs pikachu pile pill pillow pills pilot pilots pinball pine pineappl pineapple ping pingpong pinhead pink pinkfloy
pinkfloyd pinky pinnacle pioneer pipe pipeline pippen pippo piramida pirate pirates pisces piss pissed pissing pissoff
pistol pistons pitbull pitch pitched pitcher pittsburgh pity pixies pizdec pizza pizzas place placebo placed placement
places placing plague plain plains plan plane planes planet planned planning plans plant plantation planted plants
plasma plastic plastics plate plateau plates platform platforms platinum platon platypus play playa played player
players playing playoff playoffs plays playstat playstation playtime playwright plaza plea plead pleasant please pleased
pleasure pledge plenty plot plug plumber plus pluto plymouth pobeda pocket pockets poem poems poet poetry poets point
pointed pointing pointless points poison poiuyt poiuytrewq pokemon poker poland polar polaris pole poles police policies
policy polina polish polite political politically politician politicians politics poll pollution polo polska pomeranian
pompey poncho pontiac pony poochie poodle pooh poohbear pookey pookie pool poop pooper poopie poopoo poopy poor poorly
pooter popcorn popeye popova popped popper poppy pops popular popularity populated population populations porch pork
porkchop porsche port portfolio portion portions portland portrait portraits portrayed ports portsmouth portugal
portuguese poseidon position positions positive possess possession possibilities possibility possible possibly possum
post postal posted poster postman posts potato potatoes potential potentially pothead potion pottery pound pounds pour
poverty powder power powered powerful practical practically practice practiced practices practicing pradesh prague
prairie praise praised pray prayed prayer prayers praying preacher preceded preceding precious precise precisely
predator predecessor predicted predominantly prefecture prefer preference preferred pregnancy pregnant preliminary
prelude premier premiere premiered premiership premises premium premonition prep preparation prepare prepared preparing
pres presario presbyterian prescription presence present presentation presented presenter presenting presents
preservation preserve preserved presiden presidency president presidential presidents press pressing pressure
prestigious presto presumably pretend pretended pretending pretty prevent prevented preventing prevention previous
previously prey prices pride priests primarily primary prime primitive primus prince princes princess princeton
principal principle principles pringles print printed printer printing prints prior priorities priority prison prisoner
prisoners prissy privacy private privately privet privilege prix prize prizes probability probably problem problems
procedure procedures proceed proceeded proceedings proceeds process processes processing proclaimed prodigy produce
produced producer producers produces producing product production productions products profession professional
professionally professionals professor profile profit profits program programme programmes programming programs progress
progressive prohibited project projected projects prolific prom prominence prominent promise promised promises promising
promote promoted promoting promotion promotional prompted pronounced proof propaganda proper properly properties
property prophet proportion proposal proposals propose proposed prospect protagonist protect protected protecting
protection protective protein proteins protest protestant protests proteus protocol proton prototype proud prove proved
proven proves provide provided providence provider providers provides providing proview province provinces provincial
proving provision provisional provisions prowler proximity proxy prozac prue prussia prussian psych psychiatrist psychic
psycho psychological psychology psychotic public publication publications publicity publicly publish published publisher
publishers publishes publishing puddin pudding puerto puffin puffy pull pulled pulling pulls pulsar pulse pump pumper
pumpkin pumpkins punch punish punished punisher punishment punjab punk punker punkin punkrock pupil pupils puppet
puppies puppy puppydog pupsik purchase purchased purdue pure purpl purple purpose purposes purse pursue pursued pursuing
pursuit push pushed pushing pushkin puts putter putting puzzle pyramid python qawsed qawsedrf qazqaz qazws qazwsx
qazwsxed qazwsxedc qazwsxedcrfv qazxcv qazxsw qazxswedc qazzaq qiang qiao qing qiong qqqwww qualification qualified
qualify qualifying quality quan quantities quantity quantum quarter quarterback quartermaine quarters quartet quartz
quasar quattro quebec queen queens queensland quest question questioning questions quick quickly quiet quietly quit
quite quitting quiz quote quoted qwaszx qweasd qweasdzxc qwedsa qweqwe qwerasdf qwert qwerty qwertyu qwertyui qwertyuio
qwertyuiop qwertz rabbi rabbit rabbits rabota race racecar racer racerx races rach racial racing rack radar radiation
radical radio radiohea radiohead rafe rage ragnarok raid raider raiders raids rail railroad railway railways rain
rainbow rainbows rainfall rainman rainyday raise raised raising raistlin raja rally rambler rambo rammstein ramones
rampage ramrod ramses ranch rancid random rang range ranger rangers ranges ranging rank ranked ranking rankings ranks
rappaport rapper raptor rare rarely rascal rasmus rasputin rasta rastaman rate rated rates rather rating ratings ratio
rational ratman rats raven ravens razor razz rbhbkk rctybz reach reached reaches reaching react reaction reactions read
reader readers reading reads ready real realise reality realize realized realizes really realm realmadrid reaper rear
reason reasonable reasons rebel rebellion rebels rebounds rebuilt recall recalled receipt receive received receiver
receives receiving recent recently reception receptor recipe recipient reckless recognised recognition recognize
recognized recommend recommended reconnaissance reconsider reconstruction record recorded recording recordings records
recover recovered recovering recovery recreation recreational recruited rectangular recurring redalert redbaron redbird
redbone redbull redcar reddevil reddog reddwarf redeye redfish redfox redhat redhead redhot redline redman redneck
redrose redrum reds redskin redskins redsox reduce reduced reducing reduction redwing redwings redwood reebok reefer
refer referee reference references referendum referred referring refers reflect reflected reflecting reflects reflex
reform reformed reforms refrigerator refuge refugees refuse refused refuses regard regarded regarding regardless regent
reggae regime regiment regiments region regional regions register registered registration regret regrets regular
regularly regulated regulation regulations regulatory rehab rehabilitation rehearsal reign reinforced rejected related
relating relation relations relationship relationships relative relatively relatives relax relaxed relay release
released releases releasing relegated relegation relevant relief relieved religion religions religious reload relocated
remain remainder remained remaining remains remarkable remember remembered remembering remembers remind reminded
reminder reminding reminds remingto remix remote removal remove removed removing renaissance renamed renault rendered
renegade renewed reng renovated renovation renowned rent rented reopened repair repairs repay repeat repeated repeatedly
replace replaced replacement replacing replied report reported reportedly reporter reporters reporting reports represent
representation representative represented representing represents reptile republic republican republicans reputation
request requested requests require required requirement requirements requires requiring rereirf rescue rescued research
researcher researchers resemble resent reservation reservations reserve reserved reserves reservoir residence resident
residential residents resides residing resignation resigned resist resistance resolution resolved resort resource
resources respect respected respective respectively respects respond responded response responses responsibility
responsible rest restaurant restaurants resting restoration restore restored restraining restricted restrictions result
resulted resulting results resumed retail retain retained retard retired retirement retiring retreat return returned
returning returns reunion reunited reveal revealed reveals revenge revenue revenues reverend reverse reversed review
reviewed reviewer reviews revised revival revived revolt revolution revolutionary revolver reward rfhbyf rfhnjirf
rfnthbyf rfntymrf rfrfirf rfrnec rfvfcenhf rhbcnbyf rhfcjnrf rhine rhino rhjrjlbk rhode rhtdtlrj rhythm rianna ribs rica
ricard riccardo richar ride riders rides ridge ridiculous riding rifle rifles right righteous rightnow rights ring
ringing ringo rings riot riots ripken ripped ripper ripple rise rises rising risk risked risking risks risky ritual
rival rivalry rivals river rjhjktdf rjirfrgbde rjntyjr rjycnfynby road roadkill roadking roadrunn roadrunner roads
roadster roast robbed robbery robe rober robocop robot robotech robotics rochester rock rocker rocket rockets rockford
rockhard rockie rockies rockin rocknrol rockon rocks rockstar rode rodeo rodman rogue role roles roll rolled roller
rolling rolls rolltide romance romania romanian romanized romans romantic romashka rome rommel ronaldo rong roof roofer
rookie room roommate rooms rooster rootbeer roots rope rosebud roses roster roswell rotation rotten rough roughly round
rounded route routes routine rover rovers roxy royal royals rtyuehe ruan rubber rubble rude rugby ruin ruined ruining
ruins rule ruled ruler rulers rules rulez rulezzz ruling rumor rumors runaway runescape runner runners running runs
runway rural rushed ruslan russia russian rustam sabbath sabha sabine sabres sack sacramento sacred sacrifice safari
safe safely safer safety sahara said saigon sail sailboat sailed sailing sailor sailors saint saints sairam saiyan sake
sakes sakura salad salamander salami salary salasana sale saleen salem sales salesman salmon salomon salope salsero salt
samantha sambo same sami samiam samm samoht samson samsun samsung samtron samurai sancho sanctuary sand sandburg
sandiego sandman sandr sandrine sandro sandstone sandwich sandwiches sane sanfran sanity sank sanskrit santafe sapper
sapphire saratoga sascha saskatchewan sasuke satan satana satellite satisfaction satisfied saturday saturn sauce saudi
saun sauron sausage sausages save saved saving savings savior saxony sayang sayin saying says scale scam scamper scan
scandal scania scanner scar scare scared scares scarf scarface scaring scarlet scary scattered scenario scene scenes
scenic schalke schedule scheduled scheisse scheme schemes scholar scholarly scholars scholarship school schools science
sciences scientific scientist scientists scooby scoobydo scoobydoo scooter scope score scored scorer scores scoring
scorpio scorpion scotch scotia scotland scots scottish scotty scout scouts scrabble scrapper scrappy scratch scream
screamer screaming screech screen screening screenplay screw screwed screwing script scruffy scuba scudder scully
sculptor sculpture sculptures seabee seadoo seagull seahawks sealed seamus searay search searching season seasonal
seasons seat seating seats seattle sebastia second secondary seconds secret secretary secrets section sections sector
sectors secular secure secured securities security sedona seduce seed seeds seeing seek seeker seeking seeks seem seemed
seemingly seems seen sees segment segments seinfeld seized sekret select selected selection self selfish sell selling
semester semi semifinals seminary seminole semperfi senate senator senators send sending sends seneca seng senior senna
sense sensei senses sensitive sent sentence sentenced sentinel seoul separate separated separately separation septembe
september sequel sequence sequences serbia serbian serega serenity sergeant sergei sergey sergi serial serie series
serious seriously serpent sersolution servant serve served server serves service services serving sesame session
sessions sets setting settings settle settled settlement settlements settlers setup seven sevens seventeen seventh
seventy several severe severely severin shado shadow shadows shag shaggy shai shake shakespeare shaking shall shallow
shalom shaman shame shamrock shamus shang shanghai shania shao shaolin shape shaped shapes share shared shares sharing
shark sharks sharky shasta shave shaved shazam shed sheeba sheep sheepdog sheet shei shelby shells shelter shemale sheng
sheridan sheriff sherlock shhh shibby shield shift shifted shiloh shine shiner shining shinobi shiny ship shipping ships
shirt shirts shiva shock shocked shocker shodan shoe shoes shogun shonuf shoot shooting shop shopping shops shore short
shortened shortly shorts shorty shot shotgun shots shou should shoulda shoulder shoulders shove show showed shower
showing showme shown shows showtime shrine shrink shuai shuang shui shun shuo shut shuttle shutup siblings sicily sick
sickness side sided sidekick sides siege siemens sierra sight sigma sigmachi sign signal signals signature signed
significance significant significantly signing signs silence silent silk silly silver silverad simba similar
similarities similarly simple simply simpsons simultaneously sinatra sinbad since sincere sing singapor singapore singer
singers singing single singles sings sinister sink sinned sinner sins sirius sissy sister sisters sitcom site sites
sithlord sits sitter sitting situated situation situations sixers sixpack sixteen sixth sixty size sized sizes skate
skateboard skater skating skeeter skibum skidoo skiing skill skilled skillet skills skin skinny skip skipper skippy
skirt skittles skorpion skull skydive skye skyhawk skylar skyler skyline skywalke skywalker slacker slam slamdunk
slammer slap slapper slappy slapshot slayer sleep sleeper sleeping sleepy sleeve slept slice slide slider slight
slightest slightly slim slimshad slimshady slinky slip slipknot slipped slippery sloane slope slopes slot slovakia
slovenia slow slowhand slowly slugger sluggo smack smackdow small smaller smallest smart smarter smashing smeghead
smegma smell smelled smells smelly smile smiles smiley smiling smirnoff smiths smitty smoke smoker smokes smokey smokie
smokin smoking smooth smoothie smudge smut smythe snack snail snails snake snakes snap snapon snapped snapper snapple
snappy snatch sneak sneakers sneaking sneaky snickers sniper snooker snoop snoopdog snoopy snowball snowbird snowboar
snowboard snowflak snowman snuck snuffy snuggles soap sobaka sober soccer social socialist societies society sociology
sock socks socrates soda sofa soft softail softball software soil solar solaris sold soldier soldiers sole soleil solely
solid solitude solnce solo solution solutions solve solved some somebody someday somehow someone someplace somerset
somethin something sometime sometimes somewhat somewhere sommer sonata song songs songwriter sonic sonics sonny sonoma
sons sony sonyericsson sookie soon sooner sooners sophi sophie sophisticated soprano sore sorel sorry sort sorta sorts
sought soul soulmate souls sound sounded sounds soundtrack soup source sources south southampton southeast southeastern
southern southpar southpark southpaw southwest southwestern sovereign sovereignty soviet sowhat space spacecraft
spaceman spaces spain spam span spanish spank spanker spanking spankme spanky spanner spare sparkle sparky sparta
spartak spartan spartans spawn speak speaker speakers speaking speaks special specialist specialized specialk specially
species specific specifically specification specified specimen specimens spectra spectre spectrum speculation speech
speed speedo speeds speedway speedy spell spelled spelling spells spend spending spent sphere sphinx spice spider
spiderma spiderman spidey spike spiker spikes spikey spill spilled spin spinner spinning spiral spirit spirits spiritual
spit spite spitfire splash spliff splinter split spock spoil spoiled spoke spoken sponge spongebo spongebob sponsor
sponsored sponsors sponsorship spooky sport sporting sports sporty spot spots spotted spotty spray spread spring
springfield springs sprint sprinter sprite sprout spud spunky spurs sputnik spyder spying squad squadron squadrons
squall square squash squeak squeeze squirrel squirt srinivas stab stabbed stability stable stadium staff stage staged
stages stairs stake stakes stalin stalker stalking stall stallion stamp stand standard standards standing standings
stands stang star starbuck starcraf starcraft stardust stare starfire starfish stargate staring starligh starman starred
starring stars starship start started starter starters starting startrek starts starving starwar starwars stasik stat
state stated statement statements states static stating station stationed stations statistical statistics statue status
statute stavros stay stayed staying stays steady steak steal stealing stealth steam steaua steel steeler steelers steep
steering stefano steffi stem stems stenbeck step stepan steph stephani stepped steps stereo sterlin sterva stick
sticking stickman sticks sticky stiff stiffy stigmata still stimpy sting stinger stingray stink stinker stinks stinky
stint stir stock stockholm stocking stocks stoke stole stolen stomach stonecol stonecold stoned stones stoney stood stop
stopped stopping stops storage store stored stores stories storm stormy story storyline straight straighten strange
stranger strangers strap strategic strategies strategy stratfor stratus strawber strawberry streak stream streams street
streets strength stress stressed stretch strict strictly strider strike striker strikes striking string strings strip
stripper stroke stroker stronger strongly struck structural structure structures struggle struggled struggling stryker
stubborn stubby stuck stud student students studied studies studio studios studly studman study studying stuff stuffed
stumpy stunner stunt stupid style styles stylus suan subaru subfamily subject subjects sublime submarine submarines
submit submitted subsequent subsequently subsidiary subspecies substance substantial substantially substitute subtle
subtropical suburb suburban suburbs subway subzero succeed succeeded success successful successfully succession
successive successor such sudan sudden suddenly suffer suffered suffering sufficient suffolk sugar suggest suggested
suggesting suggestion suggests suicide suit suitable suitcase suite suits sultan summary summer summit sundance sunday
sundevil sunfire sunflowe sunflower sunk sunnydale sunnyday sunrise sunset sunshin sunshine super superb superfly
superintendent superior superma superman supernov supersta superstar supervision supper supplied supplies supply support
supported supporter supporters supporting supportive supports suppose supposed supposedly supreme sure surely surf
surface surfaces surfer surfing surgeon surgery surname surprise surprised surprises surprising surrender surrendered
surrey surrounded surrounding surveillance survey surveys survival survive survived surviving survivor survivors sushi
suslik suspect suspected suspects suspended suspension suspicion suspicious sustainable sustained suzuki sveta svetik
svetlana svoboda swallow swear sweat sweater sweden swedish sweep sweet sweetheart sweetie sweetnes sweetness sweetpea
sweets sweety swell swim swimmer swimming swing swinger swingers swinging swiss switch switched switzerland sword
swordfis swordfish swords swore sworn sydney sylveste symbol symbols sympathy symphony symptoms synagogue syncmaster
syndrome synergy synopsis synthesis syracuse syria syrian system systematic systems syzygy tabasco tabby table tables
tabloid tackle tackles taco tacobell tacoma tactical tactics taekwondo taggert tail taiwan take taken takes takin taking
tale talent talented tales talisman talk talked talkin talking talks tall tallest talon tamil tampa tango tank tanker
tanks tanzania tape tapes tarakan tardis target targeted targets tarheel tarheels tarpon tarzan task tasks tasmania
taste tastes tasty tatarin tattoo tatyana taught taurus taxes taxi taxman taxonomy tazman tazmania tbone tdutybq tdutybz
teach teacher teachers teaches teaching teachings team teamed teammate teams tear tearing tears tech technical
technically technics technique techniques techno technological technologies technology teddybea teddybear teen teenage
teenager teenagers teens teeth tekken telefon telegraph telephon telephone television tell tellin telling tells temp
temper temperature temperatures tempest templar temple temples temporarily temporary tenchi tend tendency tender tends
teng tennessee tennis tense tension tent tenth tenure tequila terefon term termed terminal terminat terminator terminus
terms terrain terrestrial terrible terribly terrific terrified territorial territories territory terror terrorism
terrorist tertiary tess test testament tested tester testify testimony testing tests texas text textile texts thai
thailand than thanatos thank thankful thanking thanks thanksgiving thankyou that theater theaters theatre theatrical
theboss thecat thecrow thecure thedog thedon thedoors thedude thee theend theforce thegame thegreat their theirs thekid
theking them theman theme themed themes themselves then theological theology theone theorem theoretical theories theory
therapy there thereafter thereby therefore thermal therock these thesims thesis thewho they thick thief thin thing
things think thinkin thinking thinks third thirds thirsty thirteen thirty this thisisit thoma thong thongs thor those
thou though thought thoughtful thoughts thousand thousands threat threaten threatened threatening threats three threesom
threw thrill thrilled thriller throat throne through throughout throw throwing thrown throws thuglife thumb thumbs
thunder thunderb thursday thus tian tiao tiberius tibetan tiburon tick ticket tickets tickle tide tied tier ties tiger
tigers tigge tigger tight tights till timber time timeout times timing timosha ting tinker tinkerbe tinkerbell tinman
tintin tiny tipper tips tire tired tissue titan titanic titanium titans title titled titleist titles tkbpfdtnf toast
toaster tobacco today toejam toes toffee together toilet tokiohotel tokyo told tolkien toll tomahawk tomato tomb tomcat
tommyboy tomorrow tone tongue tonight tons toocool took tool toolbox toolman tools toon toonarmy tooth tootie tootsie
topcat topdog topgun tophat topher topic topics topped topper tops tore toriamos torino torn tornado toronto torpedo
torture tortured toshiba toss tossed tosser total totally tottenha tottenham touch touchdown touchdowns touched touching
tough tour toured touring tourism tourist tourists tournament tournaments tours toward towards towel towels tower towers
town towns township townships toyota toys trace tracer traces track tracked tracker tracking tracks tractor trade traded
trademark trader trading tradition traditional traditionally traditions traffic trafficking tragedy tragic trail trailer
trails train trained trainer training trains tram tramp trance tranny trans transactions transam transfer transferred
transform transformation transformed transit transition translated translation translations translator transmission
transmitted transmitter transplant transport transportation transported trap trapped trapper trash trauma travel
traveled traveler traveling travelled travelling travels travers treasure treasurer treasury treat treated treating
treatment treats treaty trebor tree trees trend trfnthbyf trial trials triangle tribal tribe tribes tribunal tribune
tributary tribute trick tricked tricks tricky trident tried tries trigger trilogy trinitro trinity trio trip triple
tripleh tripod tripper trips triton triumph trixie trojan trojans troll trombone troop trooper troops trophy tropical
trouble troubles truck trucker trucking trucks true truelove truly trumpet trunk trunks trust trusted trustees trusting
trustme truth tryin trying tsunami tube tubes tuesday tulips tumor tuna tunafish tundra tune tuning tunnel tupac turbo
turkey turkish turks turn turned turning turnip turns turtle tuscl tweety twelfth twelve twentieth twenty twice twiggy
twilight twin twinkie twinkle twins twist twisted twister twitter tycoon type types typhoon typical typically ucla uefa
ufkbyf uganda ugly ukraine ukrainian ulster ultima ultimate ultimately ultra umbrella umpire unable unbelievable
uncertain uncle unclear uncomfortable unconscious undead under undercover underdog underestimate undergraduate
underground underlying underneath understand understandable understanding understands understood undertak undertaken
undertaker undertook underwear underwent undo unemployment unexpected unfair unfortunate unfortunately unhappy unicorn
unified uniform unincorporated union unions unique unit united units unity universa universal universe universities
university unknown unless unlike unofficial unpleasant unreal unsuccessful unsuccessfully until unusual unveiled
upcoming update updated upgrade upgraded upon upper uprising upset upsetting upside upstairs upyours urban urged urgent
uruguay usage usarmy used useful useless user username users uses using usmc usnavy ussr usual usually utah utility
utilized utopia vacant vacation vacuum vader vadim vagabond vale valentin valentina valera valhalla valid valkyrie
valley valleys valuable value valued values valve vampir vampire vampires vancouve vancouver vanguard vanhalen vanilla
vanquish variable variables variant variants variation variations varied varies varieties variety various varsity
varvara vary varying vasilisa vast vatican vault vauxhall vbkfirf vecchio vector vectra vedder vegas vegeta vegetation
vehicle vehicles vehpbr velocity velvet vendetta venera venezuela vengeance venture ventures venue venues verb verbatim
verdict veritas verizon vermont veronika versace verse verses version versions versus vertical vertigo very vessel
vessels veteran veterans vette vfczyz vfhbyf vfhecz vfhufhbnf vfibyf vfitymrf vfksirf vfntvfnbrf vfrcbv vfrcbvrf vfvekz
vfvfgfgf vfvjxrf viagra vibe vice vicinity vicious victim victims victorian victories victory video videos videotape
vienna vietnam vietnamese view viewed viewers viewing views viewsoni viewsonic viii viki viking vikings viktor viktoria
viktoriya village villages vintage vinyl violation violence violent violetta violin viper vipergts vipers virtual
virtually virus visa visible vision visions visit visitation visited visiting visitor visitors visits visual vital
vitalik vitamin vjcrdf vjkjrj vjqgfhjkm vkontakte vlad vladik vladimir vocal vocalist vocals vodka voice voiced voices
voivodeship volcanic volcom volkov volkswag volley volleyball voltage volume volumes voluntary volunteer volunteers
volvo voodoo vortex vote voted voters votes voting vows voyage voyager voyeur vqsablpzla vsegda vulcan vulnerable waffle
wagon wait waited waiter waiting waitress wake wakes waking wales walk walked walking walks wallet walleye walmart
walnut walrus walt wanderer wandering wanna want wanted wanting wants wapbbs warcraft wardrobe wards wareagle warehouse
warez warfare warhamme warhammer warlock warlocks warlord warm warn warned warning warrant warrior warriors wars warsaw
warthog wartime warton wasabi wash washed washing washingt wasser wassup waste wasted wasting watch watched watcher
watching water waterboy waterloo watershed watford wave waves waving ways weak weakness wealth wealthy weapon weapons
wear wearing wears weasel weather webhompas webmaste webmaster website websites wedding weddings wednesday week weekend
weekly weezer weight weird welcom welcome welder welfare well wellington weng went werder were werewolf western westham
westminster westside westwood wetter whack what whatever whatsoever whatsup wheel wheelchair wheels when whenever where
whereas wherever whether whew which while whilst whip whiplash whipped whiskers whiskey whisky whisper whispering
whistle whistler whiteboy whiteout whitesox whitey whoa whocares whoever whole whom whoo whose whynot wibble wicked
wicket wickets wide widely wider widespread widget widow width wife wifey wild wildbill wildcard wildcat wildcats
wilderness wildfire wildlife wildman wildone wildwood will willing willow wind windmill window windows winds windsor
windsurf wine wing wingman wingnut wings wingspan winner winners winning winnipeg wins winston winter wipe wiped wire
wired wireless wisconsin wisdom wiseguy wish wishbone wished wishes wishing witch witches with withdraw withdrawal
withdrawn withdrew within without witness witnessed witnesses witter wives wizard wizards woke wolfen wolfgang wolfie
wolfman wolfpac wolfpack wolverin wolverine wolves woman wombat women wonder wondered wonderful wondering wont wooden
woodie woodland woodstoc woody woofer woofwoof woohoo wookie worcester word words wordup wore work worked worker workers
working works workshop workshops world worlds worldwide worm wormix worn worried worries worry worrying worse worship
worst worth worthless would wound wounded wounds wraith wrangler wrap wrapped wreck wrecked wrench wrestle wrestler
wrestlin wrestling wrist write writer writers writes writing writings written wrong wrote wutang wxcvbn wyoming xanadu
xander xavier xerxes xfiles xiang xing xtreme yacht yale yamaha yankee yankees yard yards ybrbnf ybrjkfq yeah yeahbaby
year yearly years yell yelled yelling yellow yessir yesterday yfcntymrf yfnfif yfnfkb yfnfkmz yield yjdsqgfhjkm yoda
yogibear yomama york yorkshire yosemite younger youngest your yourmom yours yourself yourselves youth youtube yoyoma
ytrewq yuan yugioh yummy yzerman zach zalupa zander zang zanzibar zaphod zappa zaqwsx zaqwsxcde zaqxsw zaqxswcde zaraza
zarina zasada zealand zebra zeng zenith zephyr zeppelin zero zerocool zeus zhai zhao zhei zheng zhjckfd zhong zhou zhuai
zhuang zhui zhun zhuo zidane ziggy zigzag zildjian zimbabwe zipper zippo zippy zodiac zoloto zombie zone zones zong
zorro zuan zurich zvezda zxasqw zxcasd zxcasdqwe zxcvbn zxcvbnm
"""
