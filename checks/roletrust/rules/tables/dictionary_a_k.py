"""Dictionary words, aaliyah to kungfu, of which people make up ids: zxcvbn's, by 4.5.0.

From the frequency lists of zxcvbn (https://github.com/dwolfhub/zxcvbn-python), under the MIT License; see NOTICE.

Written by `tests/tables/dictionary.py`.
"""

from __future__ import annotations

TABLE = """\
aaliyah aardvark abandon abandoned abbreviated aberdeen abgrtyu abilities ability able abnormal aboard abolished
aboriginal about above abrakadabra abroad absence absent absolut absolute absolutely absorbed abstr abstract absurd
abuse academic academics academy accent accept acceptance accepted accepting access accessed accessible accident
accidentally accidents acclaim acclaimed accommodate accommodation accompanied accompanying accomplish accomplished
accord accordance according accordingly account accounting accounts accredited accuracy accurate accusations accuse
accused accusing achieve achieved achievement achievements achieving achilles achtung acid acidburn acknowledged acmilan
acoustic acquire acquired acquisition acre acres across acted acting action actions activated active actively activist
activists activities activity actor actors actress acts actual actually acura acute adaptation adapted added adding
addition additional additionally address addressed addresses adds adequate adgjmp adgjmptw adidas adjacent adjust admin
administered administration administrative administrator admiral admire admission admit admitted admitting adolf adonis
adopt adopted adoption adorable adore adrenalin adriano adult adults advance advanced advances advancing advantage
advantages advent adventure adventures advertising advice advise advised adviser advisor advisory advocacy advocate
advocated aerial aezakmi affair affairs affect affected affection affiliate affiliated affiliation afford afghan
afghanistan afraid africa african afrika after aftermath afternoon afterward afterwards again against aged agencies
agency agenda agent agents ages aggies aggregate aggressive agree agreed agreement agreements agrees agricultural
agriculture ahead ahem ahhh aidan aided aids aikido aikman aimed aims airborne airbus aircraft aired aires airfield
airforce airing airline airlines airplane airport airports airwolf aisle aitoro akira alabama aladin alarm alaska
albania albanian albany albatros albion album albums alcazar alchemy alcohol alejandr aleksandr aleksandra aleksey
alenka alert alessandro alexande alexandr alexandre alexey alexis alfa algebra algeria algorithm alibaba alibi alien
aliens alignment alike alinka alistair alive allegations alleged allegedly allegro allergic alleycat alliance allied
allies allmine allmusic allocated allow allowed allowing allows allsop allstar ally almost aloha alone along alongside
alpha alphabet alpine already alright also altar alter altered alternate alternative although altima altitude alucard
alumni always amadeus amand amateur amateurs amazing amazon ambassador ambers ambrosia ambulance amen amendment americ
america american americans americas amerika amigo amigos ammunition amnesia among amongst amorcit amore amount amounts
amsterda amsterdam amusing anaconda anai anakin anarchy anastasi anastasiya ancestors ancestry anchor ancient andie
andrei andrey andromed andromeda anfield angel angeles angels angelus anger anglican anglo angry angus anhyeuem animal
animals animated animation anime ankle anniversary announce announced announcement annoying annual annually annulment
anonymous another answer answered answering answers antarctic antares antelope anthem anthology anthon anthrax anti
antoni anubis anxious anybody anyhow anymore anyone anything anytime anyway anyways anywhere apache apart apartment
apartments apollo apologies apologize apologized apologizing apology apparent apparently appeal appealed appeals appear
appearance appearances appeared appearing appears appetite apple applepie apples application applications applied
applies apply applying appointed appointment appreciate appreciated approach approached approaches appropriate approval
approve approved approximately aptiva aquarius arab arabia arabic aragorn aramis arcade arcadia arch archaeological
archaeology archange archbishop archdiocese architect architects architectural architecture archive archives arctic area
areas arena argentin argentina argentine argue argued argues arguing argument arguments aries arizona arjay arkansas
armada armagedon armani armed armenia armenian armies armor armored armoured arms armstron army arose around arrange
arranged arrangement arrangements array arrest arrested arrival arrive arrived arrives arriving arrogant arrow arrows
arson artem artemis artemka article articles artifacts artificial artillery artist artistic artists arts artur artwork
asdasd asddsa asdf asdfasdf asdfg asdfgh asdfghj asdfghjk asdfghjkl asdfjkl asdfzxcv asdqwe asdzxc asgard ashamed ashes
ashle asia asian asians aside asimov asked asking asks asleep aspect aspects aspen aspire aspirin aspirine assasin
assassin assassination assault assembled assembly asses assessment asset assets assigned assignment assist assistance
assistant assisted assists associate associated associates association associations assume assumed assuming assumption
assure assured asterix astra astral astro astros asylum athens athlete athletes athletic athletics athlon atlanta
atlantic atlantis atmosphere atomic attached attack attacked attacking attacks attained attempt attempted attempting
attempts attend attendance attended attending attention attic attila attitude attorney attract attracted attraction
attractions attractive attributed attributes auburn auckland auction audi audience audiences audio audition auditorium
auditt auggie august aunt aunts aussie austin australi australia australian austria austrian author authored authorities
authority authorized authors auto autobiography automatic automatically automobile autonomous autonomy auxiliary
availability available avalanch avalon avatar avenger avenue average averaged aviation avoid avoided avoiding awake
award awarded awards aware awareness away awesome awful awfully awhile awkward awnyce axis azamat azazel azerbaijan
azert azerty azertyui azsxdc azsxdcfv azzer babe babes babies baby babyblue babyboy babydoll babyface babygirl babylon
babylove bacardi bacchus bachelor back backdoor backed background backing backs backup backwards bacteria badboy baddog
baden badge badger badgers badgirl badly badman baggins baggio bagira bags bahamut bail bait bake baked balance balcony
bald ballad baller ballet ballin balloon balloons ballot baltic baltimor baltimore bambam bamboo banan banana bananas
banane band bandit bands bank banker banking bankruptcy banned banner banshee banzai baptist baracuda barbados barbecue
barbie barcelon barcelona bare barefoot barely barfly bargain baritone barkley barley barn barney baronet baroque
barracks barrel barrier bars barsik bartender bartlet bartman base basebal baseball based bases basic basically basin
basis basket basketba basketball basset bassist bath bathroom batman bats batsman battalion battalions batted battery
batting battle battlefield bavaria bayern bball bcfields bdsm beaches beacon beagle beaker beamer beaner beanie beans
bear bearcat bearcats beardog bearing bears beast beastie beat beaten beater beating beatle beatles beats beautifu
beautiful beauty became because beckham become becomes becoming bedroom beech beef beefcake beemer been beer beerman
beetle beezer before began begged begging begin beginning begins begun behalf behappy behave behavior behaviour behind
beijing being beings belfast belgian belgium belgrade belief beliefs believe believed believes believing bells belly
belmont belong belonged belonging belongs beloved below belt bench bend beneath benefit benefits benfica beng bengal
bengals bent beowulf beretta bergkamp berkeley berlin bermuda beside besides best bestbuy beta betray betrayal betrayed
better between beyond bhbirf bian biao biatch bible biblical bibliography bicycle bigbear bigben bigbird bigblock
bigblue bigbob bigbooty bigboss bigboy bigcat bigdaddy bigdawg bigdog bigfish bigfoot bigger biggest biggie biggles
biggun bigguns bigguy bighead bigjohn bigmac bigman bigmike bigmoney bigone bigones bigpoppa bigred bigtime bigtit bike
biker bikini bilbo billabon billboard billion billybob billyboy bimbo bimmer binary binding bing bingo binladen
biography biological biology birddog birdie birdman birds birmingham birth birthday biscuit bishops bismarck bismillah
bite biteme bits bitter bizarre bizkit blabla blackbir blackbird blackcat blackdog blackhaw blackie blackjac blackjack
blackmail blackmailing blackout blacks blacky blade blades blah blahblah blam blame blamed blaming blanket blast blaster
blaze blazer bleach bleed bleeding bless blessed blessing blew blind blizzard block blocked blocks blog blond blonde
blondes blondie blood bloody blue blueball bluebell bluebird blueboy bluedog blueeyes bluefish bluejays bluemoon blues
bluesky bluesman blunts board boarding boards boat boater boating boats bobafett bobcat bobdole bobdylan bodies body
boeing bogart bogdan bogey bohica boiler bold bolitas bolivia bollocks bollox bologna bomb bombardment bombay bomber
bombers bombing bombs bonanza bondage bone bonehead boner bones bongo bonjour bonjovi bonkers bonsai bonus booger boogie
book booked bookie books bookworm boom boomboom boomer booster boot bootie boots bootsie bootsy booty bootys booze
boozer borabora bordeaux border bordered bored boricua boring born borough borrow borrowed borussia bosco bosnia boss
bossman boston both bother bothered bothering bothers bottle bottles bottom bought boulder boulevard bounce bound
boundaries boundary bounded bounty bout bowl bowler bowling bowwow boxcar boxer boxers boxes boxing boxster boyfriend
boys boytoy boyz bozo bracelet brains branches brand branded brando brands brandy brasil brat brave braves brazil
brazilian bread break breakdown breaker breakfast breaking breaks breakthrough breast breasts breath breathe breathing
breed breeding breeze bremen brewery bribe brick bricks bride bridge brief briefcase briefly brigade brigadier brighton
brilliant bring bringing brings brisbane bristol britain british britney broad broadcast broadcaster broadcasting
broadcasts broadway brodie broke broken broker bronco broncos bronze brooklyn brother brothers brought brownie browns
brucelee bruins bruiser brunswick brush brussels brutal brutus bubba bubbas bubble bubbles buceta bucket buckeye
buckeyes bucks buckshot budapest buddah buddha buddhism buddhist buddie buddies buddy buddyboy budget budlight budman
budweise budweiser buenos buff buffalo buffet buffett buffy bugger bugging bugs build builder building buildings built
bukkake bulgaria bulgarian bulk bull bulldog bulldogs bullet bullets bullfrog bulls bullseye bumble bummer bump bumper
bunghole bungle bunnies bunny bureau burger burial buried burn burned burning burnt burrito burst bury buses business
businesses businessman bust buste busted buster busting busty busy butch butkus buying buys buzz buzzard byteme
byzantine cabbage cabernet cabin cabinet cable cabot cabron cactus cadillac caesar cafe cafeteria cage cairo cake
calculated calendar calgary calibra calico caliente californ california caligula calimero call called caller calling
callisto calls callum calm camaro camaross camber cambiami cambridge camden came camel camelot camels cameltoe camera
cameras camero cameron camp campaign campaigns camper camping camps campus campuses canada canadian cancel canceled
cancelled cancer cancun candidate candidates candle candles candyman cang cannabis cannot canon canterbury canton
cantona canuck canucks canyon capabilities capability capable capacity cape capecod capeside capetown capita capital
capitol capone capricor capricorn caps capslock captain capture captured capturing caramel caravan carbon card cardiff
cardinal cardinals cards care carebear cared career careers careful carefully cares cargo caribbean caring carlito
carlitos carly carnage carnegie carnival carolina carpedie carpente carpet carrera carried carriers carries carrot carry
carrying cars cart cartman cartoon cartoons carved casanova cascade case caserta cases cashmone casino casper cassadine
cassandr cassie cast casting castle casual casualties catalogue catch catching catdog categories category catfish
cathedral catherin catholic catholics catman cats cattle catwoman caught cause caused causes causing cavalier cavalry
cave caveman caves cayman ccbill cdtnbr cdtnkfyf ceasar ceased cedar ceiling celeb celebrate celebrated celebrating
celebration celebrations celebrities celebrity celeron celica celine cell cells celtic celtics cement cemetery ceng
census cent center centered centers central centre centres cents centuries century cerberus ceremonies ceremony certain
certainly certificate certification certified cessna cevthrb cfitymrf cgfhnfr chai chain chains chainsaw chair chaired
chairman chairs challeng challenge challenged challenges challenging chamber champ champagne champion champions
championship championships champs chance chancellor chances change changed changeme changes changing channel channels
chao chaos chapel chapter chapters character characteristic characterized characters charge charged charger chargers
charges charisma charitable charleston charli charlie charlott charlton charly charm charmed charming charon chart
charted charter chartered charts chased chaser chasing chassis chat chateau cheap cheat cheated cheater cheating check
checked checkers checking checks cheddar cheech cheeks cheeky cheer cheers cheese cheetah chef chelle chelse chelsea
chemical chemistry chennai cherokee cherries cherry cheshire chess chessie chest chester chevelle chevrole chevrolet
chevy chevys chewie chewy cheyenne chiara chicago chichi chick chicken chickens chicks chico chief chiefs child
childhood children chile chilean chili chill chilli chillin chilly chimera china chinese chinook chip chipmunk chipper
chippy chips chivas chloe chocha chocolat chocolate choice choices choir choke choochoo choose choosing chop chopin
chopper chorus chose chosen chou chrisbln chriss chrissy christ christia christianity christians christin christma
christmas christop chrome chronic chronicle chrono chrysler chuai chuang chubby chuckie chuckles chucky chui chunky chuo
church churches ciccio cicero cigar cigarette cigarettes cigars cincinnati cinder cinema cinnamon circle circles circuit
circular circulation circus cirrus citadel citation cited cities citing citizen citizens citizenship citroen city civic
civil civilian civilians cjkysirj cjkywt claim claimed claiming claims clan clancy clapton clarinet classes classic
classical classics classification classified claudi claus clause claymore clean cleaned cleaning clear cleared clearly
clemson cleopatr clergy clerk clevelan clever client clients climate climax climb climber clinic clinical clipper
clippers clit clitoris clock close closed closely closer closest closet closing closure cloth clothes clothing clouds
clover clovis clown clowns club clubs clue clues cluster clutch cnfybckfd coach coached coaches coaching coal coalition
coast coastal coat cobain cobalt cobra cobras cocacola cocaine coconut code codered codes coffee coffeehouse cognitive
cohiba coin coincidence coined coins coke cold coldbeer coldplay collaborated collaboration collapse collapsed collar
colleagues collect collected collecting collection collections collective collector college colleges collegiate colnago
colombia colonel colonial colonies colony color colorado colored colors colour coloured colours coltrane columbia column
columns coma comanche combat combination combine combined combining come comeback comedian comedy comein comes comet
comfort comfortable comforting comic comics comin coming command commande commanded commander commanders commanding
commando commands commenced comment commentary commented comments commerce commercial commercially commercials
commission commissioned commissioner commissioners commit commitment committed committee committees common commonly
commons commonwealth commune communicate communication communications communist communists communities community compact
companies companion company compaq comparable compare compared comparison compassion compatible compensation compete
competed competing competition competitions competitive competitor competitors compilation compiled complain complaining
complaint complaints complete completed completely completing completion complex complexity complicated complications
compliment component components composed composer composers composite composition compositions compound compounds
comprehensive comprised comprises comprising compromise compute computer computers computing conan conceived concentrate
concentrated concentration concept concepts concern concerned concerning concerns concert concerts concluded conclusion
conclusions concord concorde concrete condemned condition conditions condo condom condor conduct conducted conducting
conductor confederate confederation conference conferences confess confessed confession confidence confident
confidential configuration confirm confirmed conflict conflicts confront confused confusing confusion cong congo
congratulate congregation congress congressional conjunction connect connected connecticut connecting connection
connections connects connor conquered conquest conscience conscious consciousness consecutive consensus consent
consequence consequences consequently conservation conservative conservatives conservatory consider considerable
considerably consideration considered considering considers consist consisted consistent consistently consisting
consists console consolidated consortium conspiracy constable constant constantinople constantly constituencies
constituency constitute constituted constitution constitutional construct constructed construction consultant consulting
consumer consumers consumption contact contacted contacts contain contained containing contains contemporary content
contents contest contestant contestants contested context continent continental continue continued continues continuing
continuous continuously contract contracted contracts contrary contrast contribute contributed contributing contribution
contributions contributor control controlled controller controlling controls controversial controversy convenient
convent convention conventional conventions conversation conversations conversion convert converted convicted convince
convinced convincing convoy cooked cookie cookies cooking cool coolcat cooldude cooler coolguy cooling coolio coolman
coolness cooperate cooperation cooperative coordinates coordinator coors cooter copa copenhagen copies copper cops copy
copyright core corinthos cork corky corleone corn corndog corner cornwall corolla corona corporal corporate corporation
corporations corps corpse corrado correct correctly correspondence correspondent corresponding corridor corruption
corsair cortlandt corvette cosmetics cosmic cosmo cosmos cost costs costume cosworth cottage cougar cougars cough could
coulda council councils counsel counseling counselor count counted counter counties counting countries country
countryside county coup couple coupled couples courage course courses court courtesy courthouse courtroom courts cousin
cove coventry cover coverage covered covering covers cowboy cowboys cowgirl cows coyote cozy crack cracked cracker
cramps crane cranes crap crash crashed crashing crater crawl crawling crazy crazybab cream creampie creamy create
created creates creating creation creations creative creator creature creatures credit credited credits creek creep
creeps creepy crest crew cricket cricketer cried crime crimes criminal criminals crimson cris crisis cristian criteria
critic critical critically criticised criticism criticized critics critter crjhgbjy croatia croatian crop crops crossed
crosses crossing crowd crown crowned crucial cruel cruise cruiser crunch crusader crush crushed crusher crusty crying
crysis cthtuf cthulhu cthutq ctrhtn cuan cuba cuban cubbies cubs cubswin cuddles cuervo cuisine cult cultivation
cultural culture cultures cupcake cups cure curiosity curious currency current currently curriculum curse cursed curtain
curve custody custom customer customers customs cute cutiepie cuts cutter cutting cvthnm cxfcnmt cyber cyborg cycle
cycling cyclone cyclops cygnus cylinder cypress cyprus czech dabears dabomb daddy daddyo daemon daewoo dagger daily
dairy daisydog dakota dalejr dallas dalshe damage damaged damages daman dame dammit dance danced dancer dancers dances
dancing dang danger dangerous danie daniil danila danish danni dannyboy danzig dare dark darkange darkangel darklord
darkman darkness darkside darkstar darling darn data database date dated dates dating datsun daughter daughters davide
davids davinci dawg daylight days daytime daytona dbrnjh dbrnjhbz deacon dead deadhead deadline deadly deadman deadpool
deaf deal dealer dealing deals dealt dear dearest death deaths debate debt debut debuted decade decades deceased
december decent decide decided decides decision decisions deck declaration declared decline declined decorated
decoration decorative decrease decreased decree dedicated deed deejay deemed deep deeper deeply deepthroat deer deeznuts
deeznutz default defeat defeated defeating defence defend defendant defended defender defenders defending defense
defensive defiant define defined defines definitely definition deftones defunct degc degree degrees dejavu delaware
delay delayed delegate delegates delegation delete delfin delhi deliberately delicate delicious delight delighted
delightful deliver delivered delivery delphi delta delusional deluxe demand demanded demands demo democracy democrat
democratic democrats demographics demolished demolition demon demons demonstrate demonstrated demonstration denali deng
denial denied deniro deniska denmark dense density dentist deny denying departed department departments departure
depeche depend dependent depending depends depicted depicting depicts deployed deployment deposit deposits depot
depressed depressing depression depth deputies deputy derby derf derived derives derparol descendant descendants
descended descent describe described describes describing description desert deserve deserved deserves design designated
designation designed designer designers designs desire desired desk deskjet desperate desperately despite dessert destin
destination destinations destiny destroy destroyed destroyer destroying destruction destructive detail detailed details
detected detection detective detectives detention determination determine determined determining detroit deutsch devane
devastated develop developed developer developers developing development developments develops device devices devil
devildog devils devo devoted dexter dfcbkbq dfkthbz dfkthf dfktynby dfktynbyf dfvgbh dharma diablo diagnosed dialect
dialects dialog dialogue diameter diamond diamonds diao diaper diary dictionary died diehard dies diesel diet dietcoke
dieter differ difference differences different differential differently differs difficult difficulties difficulty digger
digging diggler digimon digital dignity dilbert dilligaf dima dimas dime dimensional dimensions dimera dimples dinamo
dinara dindom diner ding dingdong dingo dining dinner dinosaur diocese diploma diplomat diplomatic direct directed
directing direction directions directly director directors dirt dirtbike dirty disabled disagree disambiguation
disappear disappearance disappeared disappoint disappointed disappointment disaster disbanded disc discharge discipline
disciplines disco discography discontinued discover discovered discovers discovery discrimination discuss discussed
discussing discussion discussions disease diseases disgusting dish dishes disk dismissed disney disorder disorders
display displayed displays dispute disputed disputes dissolution dissolved distance distances distant distinct
distinction distinctive distinguish distinguished distract distracted distraction distress distributed distribution
district districts disturb disturbed disturbing ditch dive diver diverse diversity divide divided divine diving division
divisions divorce divorced dizzy django dkflbckfd dkflbr dkflbvbh dmitriy doberman dock docks doctor doctoral doctorate
doctors doctrine dodger dodgeram dodgers does dogbert dogbone dogboy dogcat dogface dogfood dogg dogger doggie doggies
doggy doghouse dogman dogpound dogs dogwood doin doing doit doitnow doktor dolemite doll dollar dollars dolphin dolphins
domain dome domestic dominant dominated dominican dominik dominion dominiqu domino donated donations done donkey donner
donor dontknow donuts doobie doodle doofus doogie dookie doomed doomsday door doors dorm dotcom double doubled doubles
doubt doubts dough doughboy dougie down download downstairs downtown dozen draco dracula draft drafted drag dragged
dragging drago dragon dragonba dragonball dragonfl dragons dragoon drainage drakon drama dramatic drank draven draw
drawer drawing drawings drawn draws dream dreamed dreamer dreaming dreams dress dressed dresses dressing drifter drill
drink drinking drinks drive driven driver drivers drives driving drizzt droopy drop dropped dropping drops drove drown
drowned drowning drowssap drpepper drug drugged drugs drum drummer drums drunk dthjybrf dual duan dubai dubbed dublin
ducati duchess duchy duck duckie ducks dude dudeman duffman dull dumb dump dumped dumping dundee dungeon dunno durango
duration during dust duster dutch dutchess duties duty dying dynamic dynamics dynamite dynamo dynasty each eager eagle
eagles earlier earliest early earn earned earnhard earning earrings ears earth earthlink earthquake ease easier easily
east eastern eastside eastwood easy eaten eating eatme eats ecclesiastical eclipse ecological ecology economic economics
economist economy ecuador edge edges edinburgh edited editing edition editions editor editorial editors edmonton eduard
educated education educational eeyore effect effective effectively effectiveness effects efficiency efficient effort
efforts egghead eggman eggplant eggs egypt egyptian eight eighteen eighth eighty einstein either ekaterina elaborate
elcamino elderly elders eldest eldorado elect elected election elections electoral electorate electra electric
electrical electricity electro electron electronic electronics elefant element elementary elements elephant elevated
elevation elevator eleven eleventh eligible eliminated elimination elisabet elite elizabet elizaveta else elsewhere
elvisp embarked embarrassed embarrassing embedded emerald emerged emergency emerging emigrated eminem emissions emotion
emotional emotionally emotions emperor emphasis empire employed employee employees employer employers employment employs
empress empty enable enabled enabling enacted enchantment enclosed encoded encounter encountered encounters encourage
encouraged endangered ended endemic ending endorsed ends enemies enemy energy enforcement enforcer engage engaged
engagement engine engineer engineering engineers engines england english enhance enhanced enigma enjoy enjoyed enjoying
enlarged enlisted enormous enough enrico enrolled enrollment ensemble ensure enter entered entering enterme enternow
enterpri enterprise enterprises enters entertainment entire entirely entities entitled entity entrance entrepreneur
entries entropy entry envelope environment environmental environments envy enzo enzyme ephram epic episcopal episode
episodes epsilon equal equality equally equation equations equipment equipped equity equivalent erase eraser erected
ericsson error errors escalade escape escaped escort eskimo especially espn espresso esquire essay essays essential
essentially establish established establishing establishment estate estates esteem estimate estimated estimates estonia
eternal eternity ethics ethiopia ethnic etymology eureka euro europa europe european eurovision evaluation evangelical
evangelion even evening event events eventual eventually ever everest everlast everton every everybody everyday everyone
everything everywhere evgeniy evidence evident evil evolutio evolution evolved exact exactly exam examination examine
examined example examples excalibu excalibur excellence excellent except exception exceptional exceptions excess
excessive exchange excite excited excitement exciting excluded exclusive exclusively excuse excuses executed execution
executive executives exercise exercises exhausted exhibit exhibited exhibition exhibitions exhibits exigen exigent exile
exist existed existence existing exists exit exodus exotic expand expanded expanding expansion expect expectations
expected expecting expedition expelled expense expensive experience experienced experiences experiment experimental
experiments expert expertise experts explain explained explaining explains explanation explicitly explode exploration
explore explored explorer explosion export expose exposed exposure express expressed expression expressway extend
extended extending extends extension extensive extensively extent exterior external extinct extra extraordinary extreme
extremely eyed eyes fabie fabio fabric fabulous facade face facebook faced faces facial facilitate facilities facility
facing fact faction factor factories factors factory facts faculty fail failed failing fails failure faint fair fairlane
fairly fairy faithful fake faking falcon falcons fall fallen falling fallout falls false fame familiar families family
famous fancy fandango fang fans fantasia fantastic fantasy fantomas farm farmers farming farms farscape farside fart
fascinating fashion fashioned fast fastball faster fastest fatboy fatcat fate father fathers fatman fatty fault favor
favorable favored favorite favors favour favourite fear fearless fears feast feather feature featured features featuring
february federal federation feds feed feeding feel feeling feelings feels fees feet fell fella fellas fellatio fellow
fellowship felony felt female females feminist fence fender feng fenris fenway fergie fergus fernand ferrari ferret
ferry fester festival festivals fetish fever fewer fghtkm fgtkmcby fiancee fiber ficken fiction fictional fidelio field
fiesta fifa fifteen fifth fifty figaro fight fighter fighters fighting fights figure figured figures figuring fiji file
filed files filing filipino fill filled filling film filmed filming films filter filthy final finale finally finals
finance financial financing find finding findings finds fine finest finger fingerprints fingers finish finished
finishing finite finland finnish fire fireball firebird fireblad fired firefigh firefly firefox fireman firenze fires
firewall fireworks firing firm firms first fiscal fish fishbone fishes fishhead fishin fishing fishon fisting fitness
fits fitted fitting five fixed fixing fkbyjxrf fktrcfylh fktrcfylhf fktrctq fktyrf flag flags flagship flame flamengo
flames flamingo flanker flash flasher flat flatron flattered fled flee fleet fleischman flesh fletch flew flexible flies
flight flights flip flipflop flipper flirting floating flooding floor floors floppy florian florida flounder flow flower
flowering flowing flown flows fluffy fluid flush flyboy flyers flyfish flying focus focused focuses focusing fold folded
folk folks follow followed followers following follows fond foobar food foods fool fooled fooling foolish fools foot
footage footbal football footballer footjob forbid force forced forces forcing forehead foreign forensics forest forests
foreve forever forfun forget forgetit forgetting forgive forgiven forgiveness forgot forgotten fork form formal formally
format formation formats formed former formerly forming forms formula forrester forsaken fort forth fortress fortuna
fortunate fortunately fortune forty forum forward foryou fossil fossils fought foul found foundation foundations founded
founder founders founding four fourteen fourth foxtrot foxy foxylady fragile fragments frame frames framework franc
france francesc franchise francisc frankfurt frankly franky frasier fraud freak freaked freakin freaking freaks freaky
freckles freddy free freebird freedom freefall freely freestyle freeuser freeway freeze freezing freight french
frequency frequent frequently fresh freshman freshwater friday fridge fried friedrich friend friendly friends friendship
friendster fries fright frightened frightening frisco frisky frodo frog frogger froggy frogman from front frontier
frosty frozen fruit fruits frustrated frustrating fubar fuel fugazi fulham full fullmoon fully function functional
functions fund fundamental funded funding funds funeral funky funny funstuff funtime furious furniture further
furthermore fusion fuss fussball futbol futurama future fuzzy fyfcnfcbz fyfnjkbq fylhtq fytxrf fyutkbyf fyutkjxtr gabber
gabrie gabriell gadget gaelic gaell gagged gagging gain gained gaining gains galant galaxy galina galleries gallery
galore gambit gambler gambling game gameboy gamecube gameover gameplay games gaming gandalf gandhi ganesh gang gangsta
gangster garage garbage garden gardens garfield gargoyle garion gasman gastropod gate gateway gather gathered gathering
gator gatorade gators gauge gave gawker gbhfvblf gbpltw gear geek geez geezer gegcbr geheim gemini gender genera general
generally generals generate generated generating generation generations generic generous genes genesis genetic geng
genius genoa genre genres gentle gentleman gentlemen genuine genus geographic geographical geography geological geology
geometry georg georges georgian gerbil german germans germany geronimo gerrard gesperrt gesture getmoney getout gets
getsome gettin getting gfhjkm gfhjkmgfhjkm ghana ghbdtn ghbdtnbr ghblehjr ghbrjk ghbywtccf ghetto ghjcnj ghjcnjgfhjkm
ghjcnjnfr ghjuhfvvf ghost ghostrider ghosts gianni giant giants gibraltar gideon gift gifts giggles gilles gimme ginger
giorgi giorgio giraffe girl girlfriend girlfriends girls give given gives giving gizmo gizmodo gjkbyf glacier glad
gladiato gladiator glamour glasgow glasses global globe globus glock glorious glove gloves glow glue gmina gmoney goal
goalie goalkeeper goals goat goaway gobears goblin goblue gobucks gocubs goddess godfathe godfather godlike gods
godsmack godzilla goes gofish goforit gohome goin going goirish goku gold golden goldeney goldfing goldfish goldstar
goldwing golf golfball golfer golfgti golfing goliath gollum gonavy gone gong gonna gonzo goober good goodboy goodbye
goodday goodgirl goodie goodluck goodness goodnight goods goodtime goody goofy google gooner goose gopher gordo gorgeous
gorilla gosh gospel gossip gotcha goten goth gotham gothic gotmilk gotohell gotribe gotta gotten governance governed
governing government governmental governments governor governors govols gown grab grabbed grade grades gradually
graduate graduated graduates graduating graduation grain grammar grammy grams granada grand grandam granddaughter grande
grandfather grandma grandmother grandpa grandson granite granny granted grants graph graphic graphics grateful gratis
gratitude grave gravity grease great greater greatest greatly greatone greece greek greenbay greenday greenlee greens
gregor gremlin grendel gretel gretzky grew grey grid grief griffey grill grin grinch gringo grip grizzly gromit groom
groove groovy groucho ground grounded grounds group groups grow growing grown grows growth grumpy gryphon gthcbr
gtnhjdbx guai guang guarantee guard guardian guards guatemala guess guessed guessing guest guests guidance guide guided
guidelines guild guilt guilty guinea guiness guinness guitar guitarist guitars gulf gundam gunnar gunner gunners guns
guru gustav guts guys guyver gymnasium gymnast gypsy habibi habit habitat habitats hack hacked hacker haggis hair
hairball haircut hairy half halflife halfway halifax halliwell hallo halloween halls hallway hambone hamburg hamish
hamlet hammer hammers hampshire hamster hand handball handed handing handle handled handling hands handsome handyman
hang hanging hannah hannibal hansolo happen happened happening happens happier happiest happily happiness happy happyday
harald harbor harbour hard hardball hardcore harder hardest hardly hardon hardone hardrock hardware harlem harley harm
harmless harmony harrier harrypotter harsh harvard harvest hate hated hates hating hatred hats hattrick haul havana have
havefun haven having hawaii hawaiian hawkeye hawkeyes hayabusa head headache headed heading headquartered headquarters
heads heal healing health healthcare healthy hear heard hearing hears heart heartbeat hearts heat heater heating heaven
heavens heavily heavy heavyweight hebrew heckfy hedgehog heels height heights heineken heir hejsan held helicopter hell
hellboy hellfire hello hellokitty helloo hellos hellsing hellyeah helmet helmut help helped helper helpful helping
helpless helpme helps hence hendrix heng henri henrik hentai herald herbie hercules here herewego heritage hermes hero
heroes hers herself hershey herzegovina hesoyam hetfield hewlett heynow hidden hide hiding high highbury higher highest
highheel highland highlander highlands highlighted highlights highly highness highway highways hike hills himself hindi
hindu hint hiphop hippie hire hired hiring hispanic historian historians historic historical historically history
hitachi hithere hitman hits hitting hiya hiziad hjccbz hjvfirf hmmm hobbes hobbit hobby hockey hokies hola hold holding
holdings holds hole holes holiday holidays hollow hollywoo hollywood holocaust holy holycow home homeboy homecoming
homeland homeless homemade homerj homers homerun homes hometown homework homicide honda hondas honest honestly honesty
honey honeybee honeymoon honeys hongkong honolulu honor honorable honorary honored honors honour honours hook hooked
hookem hooker hookup hooligan hoops hoosier hoosiers hootie hope hoped hopeful hopefully hopeless hopes hoping horizon
horizontal horndog hornet hornets horney horrible horror horse horses hose hospital hospitals host hostage hosted
hostile hosting hosts hotbox hotboy hotdog hotel hotels hotgirls hotone hotred hotrod hotshot hotstuff hott hottie
hotties houdini hounddog hour hours house housed household householder households houses housing hover howdy however
http https htubcnhfwbz huai huge human humanitarian humanities humanity humans humiliated humiliating humiliation hummer
humor hunch hundred hundreds hungarian hungary hungry hunte hunter hunting hurling hurrican hurricane hurry hurt hurting
hurts husband hush husker huskers huskies hustler hybrid hydrogen hyperion hypothesis iamgod ibanez iceberg icecream
icehouse iceland iceman idaho idea ideal ideas idefix identical identification identified identify identity ideology
idiot idiots idol idontkno idontknow idunno iforget iforgot ignore ignoring igor iguana ihateyou ijrjkfl ilikepie
illegal illini illinois illness illusion illustrated illustrations ilove ilovegod iloveme iloveu iloveyo iloveyou image
images imagination imagine imagined imaging imagining imation immediate immediately immigrant immigrants immigration
immortal impact impala imperial implement implementation implemented implies implying importance important importantly
imported imposed impossible impress impressed impression impressive impreza imprisoned imprisonment improve improved
improvement improvements improving inappropriate inaugural inaugurated inception inch inches incident incidents include
included includes including inclusion income incorporated increase increased increases increasing increasingly
incredible incredibly incubus indeed independence independent independently index india indian indiana indianapolis
indians indicate indicated indicates indicating indie indies indigenous indigo individual individuals indo indonesia
indonesian indoor induced inducted industrial industries industry inevitable infant infantry infected infection inferno
infinite infiniti infinity influence influenced influences influential inform informal information informed
infrastructure inhabitants inhabited inherited initial initially initiated initiative initiatives injured injuries
injury inland inlove inner innings innocence innocent innovation innovative input inquiry insane insanity inscription
insects insecure insensitive insert inside insist insisted insomnia inspection inspector inspiration inspired inspiron
install installation installed instance instances instant instead instinct instincts institute institutes institution
institutional institutions instruction instructions instructor instrument instrumental instruments insult insulting
insurance intact integra integral integrated integration integrity intel intellectual intelligence intelligent intend
intended intense intensity intensive intent intention intentions inter interact interaction interactions interactive
interchange intercourse interest interested interesting interests interface interfere interim interior intermediate
internal international interne internet interpretation interpreted interrogation interrupt interrupted interrupting
intersection interstate intervention interview interviewed interviews intimate into intrepid introduce introduced
introducing introduction intruder inuyasha invaded invasion invented invention invested investigate investigated
investigating investigation investigations investigator investment investments investors invisible invitation invite
invited inviting involve involved involvement involves involving iomega iowa ipswich iran iranian iraq iraqi ireland
irina irinka irish irishka irishman iriska iron ironic ironmaiden ironman irony irresponsible irrigation isbn iscool
islam islamic island islander islands isle isolated israeli issue issued issues istanbul italia italian italy item items
itself itsme itunes ivanov ivanova iverson iwantu jabot jabroni jackal jacket jackoff jackpot jacks jagger jaguar
jaguars jail jakarta jamaica jamesbon jamesbond jamess jammer jammin january japan japanese jarhead jasmine jasper java
javelin jaybird jayden jayhawk jayhawks jazz jazzman jealous jealousy jeans jedi jeep jeepster jeez jefferso jelly
jellybea jellybean jenn jennaj jennife jericho jerk jerkoff jersey jerusalem jessic jester jethro jets jetski jewelry
jewels jewish jews jezebel jiang jiao jiggaman jimbo jimbob jing jingle jiong jktxrf jktymrf jobs jockey joebob joecool
joemama johann johannes johnboy johncena johndeer johndoe johngalt join joined joining joins joint jointly joke joker
jokers jokes joking jomama jonny jorda jordan josephin joshu journal journalism journalist journalists journals journey
jrcfyf jsbach jubilee judaism judge judges judging judgment judicial juggalo jughead juice juicy julien july jumbo jump
jumped jumper jumping junction june junebug jungle junio junior junk junkie jupiter jurisdiction jury just justdoit
justice justify justme juventus kahuna kakashka kaktus kalina kamasutra kamikaze kamila kangaroo kansas karachi karate
karina karnataka karolina kashmir kasper katana katarina katerina katrin kawasaki kazantip keep keeper keeping keepout
keeps keng kenshin kentucky kenwood kenworth kept kerala kernel kerouac kestrel keyboard keystone keywest kfgjxrf kfhbcf
kick kicked kicker kicking kicks kidding kiddo kidnap kidnapped kidnapping kidney kidrock kids kieran kill killbill
kille killed killer killers killing killjoy killme kills kilometers kilometres kilroy kimmie kind kinda kindergarten
kindly kindness kinds kingdom kingdoms kingfish kingkong kingpin kings kingston kipper kirill kirsty kiss kissed kisses
kissing kissme kitchen kiteboy kitkat kitten kittens kitty kittycat kittykat kiwi kjkszpj kjrjvjnbd klaste klaster
kleopatra klingon klizma klondike knee knees knew knickers knicks knife knights knock knocked knockers knocking knockout
knopka know knowing knowledge known knows knuckles kodiak kojak kokomo kolbasa kolobok kolokol komodo kong konstantin
kool koolaid korea korean korn koroleva korova koshka kosmos kosovo kostya kotaku kotenok krasotka krishna krokodil
krolik kronos krusty krypton ksenia ksusha ktyjxrf kuai kuang kume kungfu
"""
