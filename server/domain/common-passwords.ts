// Longer than others because it is a list: 4110 passwords of at least eight characters that are tried first everywhere, in
// lower case. From the ranked list of @zxcvbn-ts/language-common 4.1.3 (2026; MIT, Copyright (c) 2012-2016 Dan Wheeler and
// Dropbox, Inc., Copyright (c) 2021 @zxcvbn-ts), which counts published breaches: all it has of ten characters and more,
// and the first of eight and nine; words no office wants in its code are left out. The last lines are ours: what is typed
// in China, and this program's own words.

const RANKED = `
0.0.0.000 0000000000d 0000000000o 000777fffa 01011900 01011910 01011960 01011970 01011971 01011973 01011974 01011975
01011976 01011977 01011978 01011979 01011980 01011981 01011982 01011983 01011984 01011985 01011986 01011987 01011988
01011989 01011990 01011991 01011992 01011993 01011994 01011995 01011999 01012000 01012001 01012010 01012011 01020304
0102030405 010203040506 01021985 01021987 01021988 01021989 01021990 01031983 01031984 01031985 01031986 01031988
01031989 01041985 01041987 01041988 01041990 01041992 01051985 01051986 01051988 01051989 01051990 01061986 01061987
01061988 01061990 01071986 01071987 01081989 01081990 01091985 01091987 01091989 01121986 01121987 01121988
01234567890 012345678910 0123654789 0123698745 014702580369 0147258369 0147852369 0147896325 0192837465 01telemike01
02011975 02011979 02011980 02011981 02011982 02011983 02011984 02011985 02011986 02011987 02011988 02011989 02011990
02021971 02021973 02021976 02021979 02021980 02021981 02021982 02021983 02021984 02021985 02021986 02021987 02021988
02021989 02021990 02021991 02031973 02031975 02031977 02031978 02031979 02031980 02031981 02031982 02031983 02031984
02031985 02031986 02031987 02031988 02031989 02041973 02041974 02041975 02041976 02041977 02041978 02041979 02041980
02041981 02041982 02041983 02041984 02041985 02041986 02041987 02041988 02041989 02051972 02051973 02051975 02051976
02051977 02051978 02051979 02051980 02051981 02051982 02051983 02051984 02051985 02051986 02051987 02051988 02051989
02051990 02061972 02061974 02061976 02061977 02061979 02061980 02061981 02061982 02061983 02061984 02061985 02061986
02061987 02061988 02061989 02071971 02071975 02071976 02071977 02071978 02071979 02071980 02071981 02071982 02071983
02071984 02071985 02071986 02071987 02071988 02071989 02081974 02081976 02081977 02081979 02081980 02081981 02081982
02081983 02081984 02081985 02081986 02081987 02081988 02081989 02091971 02091973 02091975 02091976 02091977 02091980
02091981 02091982 02091983 02091984 02091985 02091986 02091987 02091988 02091989 02101973 02101976 02101977 02101978
02101979 02101980 02101981 02101983 02101984 02101985 02101986 02101987 02101988 02101989 03011987 03021986 03031986
03031988 03031990 03031993 03041980 03041986 03041987 03041991 03051986 03051987 03061987 03071986 03071987 03081989
03082006 03111987 04041983 04041985 04041988 04041990 04041991 04051985 04051988 04061984 04061986 04061991 04081987
04091986 05021987 05021988 05031991 05051985 05051987 05051989 05051990 050605rostik 05061986 05061990 05071984
05071988 05081988 05091988 06011988 06021987 06031983 06041987 06041988 06051986 06061985 06061986 06061987 06071983
06081987 07051990 07071977 07071985 07071987 07071990 07081986 07091982 07091990 08011986 08031985 08031986 08041986
08051987 08051990 08061987 08071987 08071988 08081986 08081988 08111984 08121986 09021988 09021989 09031988 09041987
09051945 09051986 09081988 09091986 0987654321a 0cdh0v99ue 0o9i8u7y6t 10011983 10011986 10011988 10011990 10011992
10031987 10031988 10031989 10031991 10041983 10041986 10041990 10041991 10051987 10061984 10061986 10061987 10061989
10071985 10071987 10071988 10071990 10081983 10081985 10081989 10081990 10101985 10101986 10101989 10101990 10111986
10121985 10121986 10121987 10203040 1020304050 102030405060 10293847 1029384756 1029384756q 10293847qp 10987654321
11011987 11011989 11011990 11011991 11021985 11031988 11041990 11041991 11051984 11051986 11051987 11051990 11061985
11061989 11061991 11071985 11071986 11071988 11071989 11081987 11081988 11081989 11081990 11091984 11091989 11101986
11111111 1111111111zz 1111122222 11111986 11111987 11111aaaaa 11112222 1112131415 11121985 11121986 11121987 111222333
111222333000 111222333444555 111222333a 11221122 1122112211 11223344 1122334455 112233445566 11235813 1123581321
1133557799 12011985 12011987 12011989 12021985 12021988 12021991 12031985 12031987 12031988 12041986 12041988 12041990
12051985 12051986 12051987 12051988 12051989 12051990 12061986 12061988 12071987 12071988 12071989 12071990 12081983
12081984 12081985 12081988 12091988 12091991 12101984 12101985 12101988 12101990 12111990 12121982 12121985 12121986
12121987 12121988 12121989 12121990 12121991 1212312121 12131415 1213141516 12211221 1223334444 122333444455555
12301230 12312312 123123123a 123123123q 123123qweqwe 1232323q 123321123 123321123321 123321456654 123321qweewq
12344321 1234509876 123454321 1234554321 1234554321a 1234554321q 123456123 1234562000 12345654321 123456654321
12345672000 12345677654321 12345678 123456782000 1234567887654321 123456789 123456789* 123456789. 1234567890
12345678900 123456789000 12345678900987654321 12345678901 123456789012 1234567890987654321 1234567890a 1234567890d
1234567890l 1234567890m 1234567890o 1234567890p 1234567890q 1234567890qaz 1234567890qw 1234567890qwe 1234567890qwerty
1234567890s 1234567890w 1234567890z 1234567890zzz 1234567891 12345678910 123456789101 12345678912 123456789123
1234567892000 12345678987654321 1234567899 123456789987654321 123456789a 123456789aa 123456789aaa 123456789abc
123456789as 123456789asd 123456789b 123456789c 123456789d 123456789e 123456789f 123456789g 123456789i 123456789j
123456789k 123456789l 123456789m 123456789n 123456789o 123456789p 123456789q 123456789qaz 123456789qq 123456789qqq
123456789qw 123456789qwe 123456789qwer 123456789qwerty 123456789r 123456789s 123456789t 123456789v 123456789w
123456789x 123456789y 123456789z 123456789zx 123456789zxc 123456789zz 12345678a 12345678q 12345678qwe 12345679
1234567a 1234567q 1234567qwertyu 123456aa 123456qw 123456qwe 123456qwer 123456qwert 123456qwerty 123456ru 123456zxcvbn
12345abc 12345abcde 12345asdfg 12345qaz 12345qazwsx 12345qwe 12345qwer 12345qwert 12345qwert7 12345qwerty 12345trewq
12345zxcvb 12348765 1234abcd 1234asdf 1234qwer 1234qwerasdf 1234qwerasdfzxcv 1234qwerty 1234zxcv 12365478 123654789
1236547890 123654789a 12369874 123698745 123789456 123ewqasdcxz 123hfjdk147 123qq123 123qwe123 123qwe123qwe
123qwe456rty 123qweasd 123qweasdzx 123qweasdzxc 123qwert 123qwerty 123qwerty123 12andriy14 12qw12qw 12qw34er
12qw34er56ty 12qwaszx 13011987 13011988 13021987 13021990 13031986 13031987 13041987 13041988 13051987 13061986
13061987 13071984 13071990 13081985 13101987 13111984 13111990 13121983 13121985 13243546 1324354657 132forever
134679852 1346798520 1357908642 135792468 1357924680 135798642 1357997531 14011986 14011987 14011988 14011989 14021983
14021985 14021986 14021987 14021989 14021990 14031988 14031989 14041986 14041987 14041988 14041992 14051990 14061991
14071986 14071987 14071988 14081985 14081988 14081990 14091990 14101987 14101988 14111986 14121989 14725836 147258369
1472583690 147258369a 147852369 14789632 147896325 14881488 15011985 15011986 15011987 15021983 15021985 15021986
15021990 15031988 15031990 15041987 15041988 15051981 15051985 15051986 15051987 15051990 15061988 15071983 15071985
15071986 15071987 15071988 15081988 15081990 15081991 15091987 15091988 15091989 15101986 15111984 15111988 15426378
159753159753 1597532486 159753456852 16011987 16011989 16021987 16021990 16031988 16031990 16051985 16051987 16051988
16051989 16051990 16061985 16061986 16071987 16071991 16091987 16101987 16111982 16111990 16121986 16121987 17011987
17011990 17021985 17021987 17031987 17041987 17041991 17051988 17061986 17061988 17061989 17061991 17071985 17071989
17091987 17101986 17101987 17111985 17171717aa 18011986 18011987 18011988 18021984 18021986 18021987 18021988 18031991
18041986 18041990 18041991 18051987 18051988 18051990 18061985 18061990 18061991 18081988 18091985 18091986 18101987
18111986 18111987 18121983 18121984 18121987 18436572 19011987 19011989 19021990 19031985 19031987 19051986 19051987
19061985 19061987 19061990 19061992 19071986 19071988 19071990 19091983 19091988 19091990 19101986 19101987 19101990
19111986 19111987 19121989 19283746 192837465 1928374655 192837465q 193570356033 19411945 1958proman 1986irachka
1994200414 19952009sa 19960610ilja 19mtpgam19 1a2a3a4a5a 1a2a3a4a5a6a 1a2b3c4d 1a2b3c4d5e 1a2s3d4f 1a2s3d4f5g
1a2s3d4f5g6h 1michael 1pass1page 1passwor 1q2q3q4q5q 1q2w3e4r 1q2w3e4r5 1q2w3e4r5t 1q2w3e4r5t6y 1q3e5t7u9o 1qa2ws3ed
1qa2ws3ed4rf 1qa2ws3ed4rf5tg 1qaz2wsx 1qaz2wsx3edc 1qaz2wsx3edc4rfv 1qazwsxedc 1qazxsw2 1qazxsw23edc 1qazxsw23edcvfr4
1qwertyuiop 1x2zkg8w 1z2x3c4v 1z2x3c4v5b 20011988 20011989 20021985 20021986 20021988 20031986 20031987 20031988
20031991 20041986 20041988 20041990 20051985 20051987 20051988 20051989 20061984 20061986 20061988 20061990 20071986
20081986 20081991 20091986 20091988 20091991 20101988 20111986 20121986 20121988 20121989 20162016up 21011988 21011989
21011991 21021985 21021987 21031985 21031987 21031988 21031990 21041985 21041992 21051986 21051988 21051991 21061985
21061986 21071987 21071989 21071992 21081985 21081987 21101986 21101989 21111985 21111990 21121985 21121986 21122112
2143658709 22011985 22011986 22011988 22021985 22021986 22021988 22021989 22021990 22031984 22031991 22041985 22041986
22041987 22041988 22051986 22051991 22061941 22061985 22061987 22061988 22061989 22061990 22071983 22071986 22071987
22071989 22071990 22071991 22081983 22081986 22081991 22091986 22091988 22111985 22121983 22121986 22121987 22121989
23011985 23011990 23021985 23021986 23021988 23021989 23031986 23031987 23031990 23041986 23041987 23051983 23051985
23051986 23051987 23051990 23051991 23061990 23061992 23071985 23091986 23091987 23111987 23121986 23176djivanfros
23skidoo 23wkoa0fp78dk 24011985 24011987 24011990 24021988 24021991 24031987 24031988 24031990 24041988 24051990
24061986 24061987 24061988 24061992 24071987 24071991 24081988 24091986 24101986 24101989 24111987 24111989 24111990
24121986 2468013579 25011985 25011986 25011990 25011993 25021988 25031987 25041985 25041988 25051985 25061985 25061986
25071990 25081986 25081988 25091987 25091990 25101988 25101989 25111987 25121985 25121987 25800852 25802580 26021987
26031984 26031986 26031987 26031988 26031990 26041986 26041991 26051986 26051988 26061985 26061986 26061987 2606642yra
26071986 26071987 26071989 26091986 26101986 26101987 26111985 26429vadim 27011988 27021990 27021991 27031986 27031987
27031989 27041985 27041990 27051987 27061983 27061985 27061988 27071987 27081986 27081990 27091985 27111985 28011987
28021985 28021986 28021990 28021992 28031982 28041987 28041992 28051985 28051986 28051987 28051990 28061986 28061988
28071986 28071987 28121984 29011985 29011987 29031988 29041985 29051985 29051989 29051990 29061985 29061988 29061989
29061990 29071983 29071985 29081985 29081990 29111989 29121987 2dumb2live 30011985 30011986 30011987 30031986 30031988
30031992 30041985 30041986 30041987 30041991 30051985 30051989 30061983 30061987 30071986 30081984 30091989 30111987
30121986 30121987 31011987 31011990 31031987 31031988 31051985 31101987 31121987 31121988 31121990 31217221027711
31415926 3141592654 321654987 3216732167 32615948worms 369258147 38gjgeuftd 3f3fpht7op 3rjs1la7qe 3syqo15hil
413276191q 41d8cd98f00b 420842084208555 4294967296 42qwerty42 45m2do5bs 4815162342 4815162342a 4815162342lf
4815162342lost 4815162342q 4904s677075 50spanks 51051051051 51505150 541233432442 5432112345 5544332211 5858855abc
59382113kevinp 5hsu75kpot 5t4r3e2w1q 5wr2i7h8 6215mila6215 671fsa75yt 69camaro 70780070780 73501505 7410258963
74108520 741852963 7418529630 742617000027 7777755102q 7777777a 78945612 789456123 7894561230 789456123a 789456123q
789654123 7elephants 7jokx7b9du 7ugd5hip2j 80070633pc 80361665abc 80637852730 8096468644q 80972694711 80988218126
87654321vv 87e5nclizry 88002000600 89015173454 89032073168 89057003343 89063032220m 89132664230 89172735872
89181502334 89211375759 89231243658s 89600506779 89614774181 89876065093rax 89semtsriuty 8j4ye3uz 8phrowz622
8phrowz624 9085084232 9085603566 9293709b13 963852741 9638527410 9731553197 987456321 9874563210 987654321a 987654321g
987654321z 989244342a 9988776655 999111999q 99strenght 9z5ve9rrcz a1234567 a12345678 a123456789 a1234567890 a1a2a3a4a5
a1b2c3d4 a1b2c3d4e5 a1s2d3f4 a1s2d3f4g5 a1s2d3f4g5h6 a3eilm2s2y a789456123 a987654321 aa123456 aa123456789 aardvark
abc12345 abc123456789 abcd1234 abcd123456 abcde12345 abcdefg1 abercrombie aberdeen abnormal abracadabra abrakadabra
absolute absolutely access14 accountbloc accounting achilles acidburn activation ad12345678 adgjmptw admin18533362
administrator adrenalin adrenaline adrienne aezakmi123 afghanistan afrika2002 agent007 airborne airforce airplane
ajcuivd289 ajnjuhfabz aksjdlasdakj89879 alabama123 albatros alcatraz alejandr alejandro alejandro1 aleksander
aleksandr aleksandra alessandra alessandro alexalex alexande alexander alexander1 alexandr alexandra alexandra1
alexandre alexandria alexsander alinaalina alisaalisa alkanaft123 allahuakbar alleycat alliance allison1 almighty
alpha135792468 alphabet alphabravo alphaomega alternativa alternative am4h39d8nh amadeusptfcor amateurs ambassador
ambrosia america1 american amethyst amsterda amsterdam amsterdam1 an83546921an13 anaconda anastasi anastasia
anastasija anastasiya anderlecht andersen anderson andrewjackie andrey1992 andromed andromeda andyod22 angel123
angelangel angelica angelika angelina angelochek angelofwar anhyeuem animal2000 annabell annmarie antananarivu
antelope anthony1 antichrist antonina anything anytimetoday apocalypse apokalipsis apollo11 apollo13 apple123
applejuice applepie applesauce aquarius archange argentin argentina arkansas armageddon armagedon armstron arsenal1
arsenal123 artemartem asd123asd123 asdf1234 asdfasdf asdffdsa asdfg12345 asdfgh01 asdfgh123456 asdfghjk asdfghjkl
asdfghjkl1 asdfghjkl123 asdfzxcv asdqwe123 ashleigh aspirine assassin astalavista astonmartin astonvilla astra334566
atlantic atlantis attitude auckland2010 augustus austin31 australi australia australia1 avalanch aviation avrillavigne
awdrgyjilp awesome1 awesome123 awo8rx3wa8t azerbaijan azerbaycan azertyui azertyuiop azsxdcfv azsxdcfvgb azwebitalia
babemagnet babybaby babyblue babydoll babyface babygirl babylon5 babylove backdoor badiman28200 badnaamhere balloons
baltimor bangbang bangladesh baracuda barbados barbarossa barcelon barcelona barefoot baritone barselona baseball
baseball1 baseball10 baseball11 baseball12 baseball21 basketba basketball basketball1 bassmaster battlefield
battlestar bcfields bearbear bearcats beatles1 beatrice beautifu beautiful beautiful1 beefcake beerbeer beethove
belladonna benessere benjamin berezuckiy bergkamp berkeley berlin1945 bernadette bestfriend bettyboo bhrh0h2oof6xbqjeh
biblioteka bigballs bigblock bigbooty bigbrother bigdaddy bigmoney bigpoppa billabon billybob billyboy binladen
birmingham birthday birthday10 birthday100 birthday133 birthday21 birthday26 birthday27 birthday28 birthday299
birthday36 birthday54 bismarck bismillah blackadder blackberry blackbir blackbird blackcat blackdog blackdragon
blackhaw blackhawks blackheart blackhorse blackjac blackjack blacklabel blackman blackmetal blackout blacksheep
blacksonblon blackwhite bladerunner blahblah blessing blingbling blink182 blitzkrieg blizzard blowfish bltynbabrfwbz
blue1234 blueball bluebell bluebird blueblue bluedevils bluedragon blueeyes bluefish bluejays bluemoon bluesman
bmvm3e46gtr bobafett bobdylan bollocks bondarenko bonehead bookworm boomboom borabora bordeaux boredboi4u borussia
bot_schokk boy1cool23 boy4u2ownnyc bpgjldsgjldthnf bradford bradley1 brandon1 braveheart breakdance brewster brighton
brigitte brittany brittney broadway broncos1 brooklyn brothers browning brucelee brucewayne bubba123 bubbles1 buckeyes
buckshot budapest buddy123 buddyboy budlight budweise budweiser buffalo1 building bujhmbujhm bulldog1 bulldogs
bullfrog bullnuts2003 bullseye bullwinkle bunghole bushmaster business businessbabe butterbean buttercu buttercup
butterfl butterfly butterfly1 butthead butthole bvncnbnvvbn byajhvfnbrf bynthytn c43dae874d c43qpul5rz c7e4f8ezqh
cabernet cadillac calculator caliente californ california california1 caligula calimero callaway callisto callofduty
camaross cambiami cambridg cameltoe cameron1 campbell canadian candyass candyeater candyfinger candyman cannabis
cannibal cannondale capetown capricor capricorn capslock captain1 cardinal cardinals carebear carlitos carnival
carolina caroline carpedie carpente cartman1 cartoons casablanca casanova cashmone cassandr castillo catalina
caterpillar catherin catherine catwoman cavalier cbr900rr cdtnkfyf cegthgegth cegthgfhjkm celtic1888 cerberus cfitymrf
cfkfvfylhf cghfdjxybr cgtwbfkbcn chainsaw challeng challenger chambers champion chandler changeme chargers charisma
charlene charles1 charleston charlie1 charlie111 charlie123 charlie2 charlott charlotte charlotte1 charlton
cheburashka checkers cheerleader cheerleaers cheeseburger cheesecake chelsea1 chemical cherokee cherries cheshire
chessmaster chester1 chester123 chesterfield chestnut chevelle chevrole chevrolet cheyenne chicago1 chicken1
chicken123 chickens chickenwing101 children chinchilla chipmunk chiquita chocolat chocolate chocolate1 choochoo
chris123 chrisbln chrisbrown christia christiaan christian christian1 christie christin christina christine christma
christmas christop christophe christopher christopher1 chrysler chuckles chupakabra cincinnati cinderella cinnamon
civilization cjdthitycndj cjkysirj clarence clarinet clarissa classics claymore cleopatr cleopatra clevelan cleveland
clifford clippers clitoris clubpenguin cnfc35762209 cnfnbcnbrf cnfybckfd cnjvfnjkju cocacola coldbeer coldplay
collection colombia colonial colorado coltrane columbia columbus comanche combat123654 comicbookdb comicbooks commande
commando commercial compatible complete computador computadora computer computer1 computer12 concorde concrete
confidence configuratio confused connection constant constantin constantine construction consumer contortionist
contract contrasena controller coolcool cooldude coolness coorslight copenhagen corleone cornwall corperfmonsy
corporation corvette cosmopolitan costello cosworth counterstrike courtney coventry cowboys1 crackers crawford
crazybab crazyhorse creampie creation creative creature crepusculo cricket1 criminal cristian cristina cristopher
crjhgbjy cromwell crusader crystal1 ctdfcnjgjkm customer cutiepie cvzefh1gkc cxfcnkbdfz cxfcnmttcnm cyberonline
cyecvevhbr cygnusx1 cyjdsvujljv cytuehjxrf daddysgirl daisydog danielle dannyboy darkange darkangel darkknight
darklord darkness darkside darkstar darthvader dashadasha daughter david123 davidson daylight dbrnjhbz dbrnjhjdbx
dbrnjhjdyf dctvcjcfnm dctvghbdtn deadhead deadpool death666 december deeppurple deepthroat deerhunter deeznuts
deeznutz defender deftones delaware deltaforce demolition department depechemode derparol description designer
desperados destiny1 destruction deutschland devastator devil666 devildog devildriver devilmaycry devilmaycry4 dfktynby
dfktynbyf dfktynbyrf dhjnvytyjub diamond1 diamonds dictionary dietcoke difference digital1 digitalprodu dilbert1
dilligaf dingdong dinosaur director dirtbike discover disneyland djljghjdjl dkflbckfd dkflbdjcnjr dkflbvbh
dkflbvbhjdbx dkflbvbhjdyf dmiller12as doberman dodgeram dodgers1 dodgeviper doggystyle doghouse dogphil3650 dogpound
dolemite dolphin1 dolphins domainlock2005 domination dominion dominiqu domodedovo donaldduck donkeykong dontknow
doomsday doughboy download downtown dragon12 dragon69 dragonba dragonball dragonballz dragonfire dragonfl dragonforce
dragster dreamonline drowssap drpepper drumandbass drummer1 dthjybrf dtynbkznjh dudedude dukeduke dunnowho89
duranduran dutchess dynamite e6pz84qfcj earnhard earthlink eastside eastwood eclipse1 edwardcullen efbcapa201 eggplant
eghfdktybt einstein ejaculation ekaterina ekaterina20 elcamino eldorado electric electron electronic electronics
eleonora elephant elisabet elizabet elizabeth elizabeth1 elizaveta elsalvador emmanuel enforcer engineer engineering
enternow enterpri enterprise entertainment ericsson escaflowne escalade espresso estrella eternity evanescence
evangelion everlast everything evolutio evolution excalibu excalibur excellence exchange experience experienced
explorer eybdthcbntn f00tball facebook fairlane faithful fallenangel falloutboy fandango fantasia fantomas farscape
fartripper fastball fatima753357 favorite6 fcbarcelona fcnfkfdbcnf fdnjhbpfwbz fearless february federico felicidade
fellatio fenerbahce ferguson fernando ferrari1 festival fgjkbyfhbz fgjrfkbgcbc fgtkmcby fighting54 finalfantasy
findaupair007 fiorentina fireball firebird fireblad firefigh firefighter firefire firestarter firewall firstone123
fishbone fishfinger fishfish fishhead fishing1 fitzgerald fkbyjxrf fkg7h4f3v6 fkmnthyfnbdf fktrcfylh fktrcfylh1
fktrcfylhf fktrcfylhjd fktrcfylhjdbx fktrcfylhjdf fktrcfylhjdyf fktrcfylth flamengo flamingo fletcher flexible
flintstone flipflop florence florida1 flounder flvbybcnhfnjh football football1 football10 football12 football123
fordf150 forever1 foreveryoung forgetit forgetmenot formatters formula1 forsaken fortress foundation fountain foxylady
francesc francesco francisc francois franklin frankzappa freckles frederic frederiksberg fredfred fredrick freebird
freedom1 freefall freefree freelancer freepass freeuser freyfvfnfnf friendly friendship friendster froinlaven
fromvermine front242 frontier frozenfish fufnfrhbcnb fullmoon function funstuff fussball futurama fyfcnfcbz fyfcnfcbz1
fyfnjkbq fyfnjkmtdbx fyfnjkmtdyf fynfyfyfhbde fyutkbyf fyutkjxtr gabriel1 gabriela gabriele gabriell galatasara
galatasaray gamecube gamemaster gameover gandalf1 gangbang gangbanged gangster gannibal garfield gargoyle gatekeeper
gateway1 gateway2 gatorade gbhfvblf gblfhfcbyf gearsofwar generals generation genesis1 geoffrey georgetown gerasimova
geronimo gertrude gesperrt getmoney gettysburg gfhfcjkmrf gfhfktkjuhfv gfhfvgfvgfv gfhjkm123 gfhjkmgfhjkm ghbdtn123
ghbdtnbr ghbdtndctv ghbdtnghbdtn ghbdtngjrf ghbdtnrfrltkf ghblehjr ghbywtccf ghhh47hj764 ghhh47hj7649 ghjatccbjyfk
ghjcnbnenrf ghjcnbvtyz ghjcnjabkz ghjcnjgbpltw ghjcnjgfhjkm ghjcnjghjcnj ghjcnjnfr ghjcnjnfr1 ghjcnjqgfhjkm
ghjcnjrdfibyj ghjcnjrdfif ghjgfufylf ghjnbdjcnjzybt ghjnbdjufp ghjrehfnehf ghjrjgtyrj ghjuhfvbcn ghjuhfvvbcn ghjuhfvvf
ghostrecon ghostrider ghtdtlvtldtl gilbert2707 gilligan giovanna giovanni girlfriend giuseppe gjdtkbntkm gjhjlfcjqrb
gjikbdctyf gjkysqgbpltw gjyjvfhtdf gjytltkmybr gladiato gladiator gn56gn56 godfathe godfather godisgreat godsmack
godzilla godzils4s7 goldberg goldeney goldfing goldfinger goldfish goldstar goldwing golfball golfgolf gonzales
gonzalez good123654 goodfellas goodgirl goodluck goodmorning goodtime gordolee85 gordon24 gorgeous gotohell
grandmaster grandorgue graphics grasshopper grateful greatone greedisgood green123 greenbay greenday greengreen
greenhouse greenlantern gretchen grimreaper groupd2013 gsxr1000 gthtcnhjqrf gthtrfnbgjkt gthtrhtcnjr gtnhjdbx
gtnhjpfdjlcr guardian guillaum guinness guitarhero gundamwing gunslinger gxlmxbewym gy3yt2rgls h72sfibbnl hairball
halflife hallelujah hallo123 hallowee hamilton hammerhead hammertime handball handsome handyman hannibal happiness
happy123 happyday happyhappy hardball hardcore hardrock hardware hardwareid harrison harrypotter hastings hattrick
hawaii50 hawaiian hawkeyes hayabusa hd764nw5d7e1vb1 hd764nw5d7e1vbv headhunter heather1 heavymetal hedgehog
hedimaptfcor heineken heinrich helicopter hellfire hello123 hellohello hellokitty hellothere helloworld hellraiser
hellsing hellyeah hercules herewego heritage hesoyam123 hetfield highbury highheel highland highlander hijodeputa
hocuspocus holidays hollister1 hollywoo hollywood hollywood1 homemade homework hondacivic hondas2000 honeybee hongkong
honolulu hooligan hoosiers hopeless horsepower hotgirls hotstuff hounddog housemusic housewifes houston1 hshfd4n279
htubcnhfwbz hurrican hurricane hurricanes hyperion hypnodanny iaapptfcor iamawesome iampurehaha2 icecream icehouse
iddqdiddqd iddqdidkfa idontkno idontknow idontknow1 ihateyou ilikepie illinois illuminati illusion ilovegirls ilovegod
ilovejesus ilovemusic ilovemyfamily ilovemylife ilovemyself iloveyou iloveyou1 iloveyou11 iloveyou12 iloveyou123
iloveyou143 iloveyou2 iloveyou22 imagination imjakie123 immortal imperial impossible incredible independent infalicall
infantry infiniti infinity information ingodwetrust insanity insertions insomnia inspiron installdevic installsqlst
installutil intelinside intelligence interacial intercourse intermilan international internet intrepid intruder
inuyasha ipo54tj45uy856 irishman ironmaiden isabella isabelle iseedeadpeople islander istanbul itsasecret ivanivanov
iverson3 j3qq4h7h2v jackass1 jackdaniels jackhammer jackjack jackson1 jackson5 jacqueline jakejake james007 james123
jamesbon jamesbond jamesbond007 jamesjames japanese jasmine1 jasmine123 jayhawks jeanette jediknight jedimaster
jeepster jefferso jellybea jellybean jennifer jeremiah jermaine jessejames jessica1 jesus123 jesuschris jesuschrist
jesusfreak jesusislord jesussaves jetbalance jigei743ks jiggaman jimandanne jlbyjxtcndj johannes johncena johndeer
johngalt johnjohn johnson1 jokerjoker jonathan jonathon jordan23 josephin josephphone7 juancarlos juggernaut juliette
junkmail jupiter1 just4fun justdoit justforfun justinbiebe justinbieber juventus jxfhjdfirf k123456789 kakashka
kalifornia kaliningrad kamasutra kamehameha kamelia2011 kamikaze kangaroo kanmax1994 karolina katarina katerina
katherin katherine kathleen katyakatya kawasaki kayleigh kazakhstan kazantip kbnthfnehf kcj9wx5n kd189nlcih kensington
kentucky kenworth keyboard keystone killbill killer12 killer123 killkill kimberly kingfish kingfisher kingkong
kingston kirkland kisskiss kissmyass kittycat kittykat kittykitty kjrjvjnbd kl?benhavn klapaucius kleopatra klondike
klubnichka knickerless knickers knockers knucklehead knuckles kobebryant konovalova konstantin kordell1 koroleva
kozanostra krasavchik krasotka kravchenko kristian kristina kristine kristopher krokodil kryptonite ktjynsq40147
kudos4ever kurtcobain kwiatuszek labrador lacrosse ladyffesta laetitia lakeside lakewood lalakers lamborghini
lamborgini lancelot lasvegas laurence lawrence leavemealone ledzeppelin leedsutd left4dead2 lemonade lenochka leonardo
lesbians letmein1 letmein123 letmein2 letmeinnow letsdoit lfitymrf lfplhfgthvf lhbjkjubz2957704 liberty1 lifehack
lifeisgood lifetime lighthouse lighting lightnin lightning lightsaber limewire limpbizkit lineage123 lineage2
linkinpark lionking lipstick lisalisa lissalissa littlebear littlegirl littleminge liverpoo liverpool liverpool1
liverpoolfc livestrong lkjhgfdsazx lockerroom logitech lokiloki lokomotiv lollipop lollypop lololyo123 lonesome
lonestar lonewolf longdong longhair longhorn longjohn loploprock lorraine losangeles lost4815162342 lothlorien
lotrfotr34 love777321777 loveforever loveislife loveless lovelife lovelove loverboy lovezp1314 lowrider lp2568cskt
lsia9dnb9y luansantana lucifer666 luckycharm luckydog luckyone lumberjack luojianhua lytdybrbdfvgbhf lytghjgtnhjdcr
lzhan16889 m123456789 m6cjy69u35 ma123123123 macdaddy madagascar madagaskar madeline madison1 magazine magellan
magical123 magician magicman magnolia mailcreated5240 maintenance maisuradze majestic makaveli maksimka malaysia
mallorca mamacita mamapapa management manchest manchester manchester1 mandarin mandarinka mandingo mandragora mandrake
mangust6403 mapet123456 mapleleafs maprchem56458 maradona marathon marcello marcius2 marcuseckos margaret margarit
margarita margherita mariamaria marianna marianne marijuan marijuana marinamarina mariners marines1 marino13
marinochka mariposa marjorie markhegarty marlboro marriage marseill marseille marshall martinez maryjane maryland
masamune maserati mash4077 mashamasha massimiliano master12 masterbaiting masterbate masterbating mastercard
masterchief mastermind masturbate masturbation matchbox20 matematica matematika mathematics matthew1 matthews matthias
mattylad10 maurolarastefy maverick maximilian maxmotives maxwell1 mazafaka mazda626 mazdarx7 mcdonald mckenzie
meatball meathead meatloaf mechanic mechanical medicine meditation megadeth megapass megatron melanie1 melissa1
meowmeow mephisto mercedes meredith meridian mersedes metallic metallica metallica1 metropolis mevefalkcakk michael1
michael123 michael2 michaela michaeljackson michaels michelle michigan mickeymouse microlab microphone microsof
microsoft midnight mikemike milfhunter military millenium millennium millerlite millertime millionaire millions
millwall minecraft minecraft123 minemine minhasenha minicooper minimoni ministry minnesota_hp mischief misfit99
misiaczek1 mississippi missouri mistress mitchell mitsubishi modelsne mohammed mollydog monalisa money123 moneymaker
moneyman moneymoney mongoose monkey12 monkeybo monkeybutt monopoly monster1 monster123 monsters montana1 montecar
montecarlo montenegro montgom240 montgomery montreal moonbeam moonligh moonlight moonshin morganstanley morpheus
morrison morrowind mortalkombat mortgage mortimer mostwanted motdepasse motherlode motorcycle motorola mountain
mousemouse msoracle32re msorcloledbr mudvayne muhammad mulligan multimedia multiplelo multiplelog munchkin murcielago
mushroom musiclover musicman mustang1 mustang2 mustang6 mustangs myjdxtcxks mynameis mypassword myxworld napoleon
nascar24 nastya1995 nastya1996 nastya1997 nastya2010 nastyanastya natalie1 natasha1 natasha123 nathalie national
naughtyboy nautilus navigation navigator navyseal ncc1701a ncc1701d ncc1701e ncc74656 nccpl25282 ne_e_pod_chehyl
nebraska necromancer necronomicon need4speed needforspeed nemvxyheqdd5oqxyxyzi nesterenko netscape networkingpe
neveragain nevergiveup nevermind nevermore neverwinter newcastl newcastle neworleans newpass6 newpassword
newproject2004 newyork1 newzealand nhbujyjvtnhbz nhecsyfujkjdt nhfdvfnjkju123 nhfrnjhbcn nhfycajhvths nicholas
nick1234-rem936 nightcrawler nightmar nightmare nightmare1 nightshade nightwish nikita1998 nikita2000 nikolaevna
nineinch nintendo nintendo64 nirvana1 nissan350z nokia6230i nokia6233 nokia6300 nokiadermo nokian73 noname123
nondriversig nonenone noonehackme nopassword normandy northern nostradamus nostromo notebook notredam nottingham
nounours november novosibirsk nthvbyfnjh nthvbyfnjh2 ntktdbpjh1994 nuaddn9561 nuttertools nwo4life nygiants oblivion
obsidian oc247ngucz offshore oklahoma olcrackmaster oldsmobile olegnaruto omgkremidia onetwothree ontheoutside
ontherocks opendoor opensesame operator optimist original orochimaru overkill overlord p0015123 p0o9i8u7 p0o9i8u7y6
p4ssw0rd p@ssw0rd pa55w0rd pa55word packers1 painkiller paintbal paintball paintball1 pakistan pallmall palmtree
panasoni panasonic pancakes pandemonium pantera1 panther1 panthers pantyhos papillon paradigm paradise paraklast1974
paramedi paranoid parliament parol12345 parolparol pasadena pass1234 passmaster passpass passport passtrader passw0rd
passwor1 password password00 password01 password1 password10 password11 password12 password123 password1234 password13
password2 password21 password22 password23 password69 password88 password9 password99 passwordassword passwordpassword
passwords passwordstandard passwort patches1 pathetic pathfind pathfinder patience patricia patrick1 patriots paulpaul
pavement pavilion peacemaker peaches1 peanutbutter pearljam peekaboo penelope penetrating penetration penguin1
penguins pentagon penthous peppermint percussion perfect1 perfection performance performing personal peterbil
peternorth peterpan peterson peugeot406 pfhfnecnhf pfqwtd27121988 pharmacy phezc419hv phialpha philadelphia philippe
philippines phillies phillips philosophy phoenix1 pianoman pictures pimpdadd pineappl pineapple pineapple1 pingpong
pinkfloy pinkfloyd pinnacle pipeline piramida pittsburgh plastics platinum platypus playball playboy1 playground
playstat playstatio playstation playstation2 playstation3 playtime pleasure plhfdcndeq plymouth pointblank pointbreak
pokemon1 pokemon123 polopolo polopolo09 poohbear pool6123 poontang pooppoop porkchop porsche1 porsche9 porsche911
portishead portland portsmouth portugal poseidon positive postov1000 power123 powerful powerpower preacher precious
predator premiumcash presario presiden president presidente prettygirl primetime21 princess pringles printing
prisonbreak private1 production professional programmer progress progressive prometheus property prospect prosperity
protection psychnaut1 ptybnxtvgbjy puertorico pufunga7782 pumpkin1 pumpkins punisher punkrock punksnotdead puppydog
pyfrjvcndj q1234567 q123456789 q1234567890 q1q2q3q4q5 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6 q1w2e3r4t5y6u7 q1w2e3r4t5y6u7i8
q1w2e3r4t5y6u7i8o9p0 q2w3e4r5 qawsedrf qawsedrftg qawsedrftgyh qaz123wsx456 qaz26101778 qazwsx12 qazwsx123 qazwsx1234
qazwsx12345 qazwsx123456 qazwsxed qazwsxedc qazwsxedc1 qazwsxedc12 qazwsxedc123 qazwsxedcrfv qazwsxedcrfvtgb
qazwsxqazwsx qazxswedc qazxswedc123 qazxswedcvfr qpwoeiruty qq123456789 quant4307s queenas8151 question quicksilver
quiksilver qwaszxerdfcv qwe1234567 qwe123qwe qwe123qwe123 qweasd123 qweasdzxc qweasdzxc1 qweasdzxc12 qweasdzxc123
qwer1234 qwerasdf qwerasdfzxcv qwert123 qwert12345 qwert54321 qwertasdfg qwertasdfgzxcvb qwertgfdsa qwerttrewq
qwerty11 qwerty12 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwerty123456789 qwerty2010 qwertyasdfgh qwertyu123
qwertyui qwertyuio qwertyuiop qwertyuiop1 qwertyuiop10 qwertyuiop12 qwertyuiop123 qwertyuiop12345 qwertyytrewq
r2d2c3po r3vi3wpass rachelle radiohea radiohead ragnarok raiders1 railroad rainbow1 rainbow6 rainbows rainforest
rainyday raistlin rammstein rammstein1 rangerover rangers1 rashley198 rasputin rastaman rattlesnake realmadrid
reanimator rebecca1 reckless recovery redalert redbaron reddevil reddwarf redemption redskins redwings reginald
register remember remingto renegade republic research resident residentevil respublika revelation reviewpass
revolution revolver reymysterio reynolds rfcgthcrbq rfgecnfcerf rfhfrfnbwf rfhfvtkmrf rfhnjirf rfkbajhybz rfkmrekznjh
rfnfcnhjaf rfnfgekmnf rfnthbyf rfnthbyf1988 rfntymrf rfvfcenhf rhbcnbyf rhbcnbyjxrf rhfcjnrf rhfcyjzhcr rhfvfnjhcr
rhiannon rhjrjlbk rhtdtlrj riccardo richard1 richards richardson richmond rightnow riverplate rjhjkmbien rjhjktdf
rjirfrgbde rjkjrjkmxbr rjycnbnewbz rjycnfynby rkfdbfnehf roadkill roadking roadrunn roadrunner roadster robinson
robotech robotics rochelle rockandroll rockbottom rockford rockhard rockhopper rocknrol rocknroll rockstar rockwell
roflcopter rolltide romanroman romantic romashka ronaldinho ronaldinho10 ronaldo123 rootbeer rosemary rottweiler
rubberduck runescape runescape1 rush2112 s123456789 s1a2s3h4a5 s456123789 sabrina1 sacramento sagittarius sailboat
sailormoon salamander salamandra salasana salvador samantha sammy123 samsung1 samsung123 sanandreas sandiego sandrine
sandwich sanfrancisco santamaria santiago sapphire saqartvelo saratoga sasha123 sasha12345 sasha_007 sashasasha
satan666 sataniv1993 satisfaction saturday saun24865709 sausages savannah scandinavian scarface scarlett scheisse
schoolgirlie schumacher scoobydo scoobydoo scooter1 scorpio1 scorpion scotland scoubidou2 scoubidou6 scrabble scrapper
screamer sdh686drth sdicmt7seytn seahawks sebastia sebastian sebastian1 security seemnemaailm segblue2 seinfeld
selfok2013 seminole semperfi senators seniseviyor sentinel sephiroth septembe september serendipity serenity sergbest
sergeant sergeevich sersolution service321 services sevastopol shadow12 shadow1212 shakespeare shamanking shamrock
shaney14 shanghai shannon1 sheepdog shelbygt500 shepherd sheridan sherlock sherwood shevchenko shopping showtime
sidekick sidewinder sigmachi silenthill silverad silverstone simferopol simpleplan simpsons sinclair singapor sinister
sithlord skateboard skinhead skipper1 skittles skorpion skorpion39 skywalke skywalker slamdunk slapshot slimshad
slimshady slipknot slipknot666 slippery slowhand smackdow smackdown smallville smashing smeghead smirnoff smoothie
sneakers snickers snoopdog snowball snowbird snowboar snowboard snowflak snuggles snusmumrik soccer10 soccer12
socrates softball software sojdlg123aljg solidsnake solitude solution somerset somethin something something1
sonnenschein sonyericsson sonysony soso123aljg soulmate southern southpar southpark southpaw spaceman spam967888
spanking sparkles spartak1922 spartan1 spartan117 spartans speakers special1 specialinsta specialist specialk spectrum
speedway spencer1 spiderma spiderman spiderman1 spiderman3 spitfire splinter spongebo spongebob sporting springer
springfield springsteen sprinter squirrel srinivas ss6z2sw6lu stafford stalingrad stalker123 stallion standard
stanford stanislav stanley1 starbuck starcraf starcraft starcraft2 stardust starfire starfish stargate starligh
starscream starship starstar startrek starwars starwars1 starwars123 statistika steamforums steelers stefanie stephane
stephani stephanie stephanie1 stephen1 sterling stickdaddy77 stickman stigmata stingray stinkyfinger stocking stockton
stomatolog stonecol stonecold stonehenge straight stranger stratfor stratocaster strawber strawberry streetball
strength stripper stronghold studioworks studmuffin subscriber suburban success1 sullivan summer69 summer99 summertime
sundance sundaypunch sunderland sundevil sunflowe sunflower sunflower1 sunglasses sunnyday sunshine sunshine1
sunshine69 super123 superduper superfly superior superman superman1 superman12 superman123 supermanboy supermario
supernatural supernov superpower superpuper supersonic supersta superstar supervisor survivor sutvsc5ysaa svensps820
svetasveta svetlana sweetdream sweetdreams sweetheart sweetiepie sweetnes sweetness sweetpea swimming swingers
swinging swordfis swordfish sylveste sylviahans syncmaster syracuse systemofadown t34vfrc1991 t5r4e3w2q1 table54781
tacobell tadmichaels taekwondo talisman tamwsn3sja tarheels taylormade tazmania tdfyutkbjy technician technics
techniques technology teddybea teddybear telecaster telephon telephone television temppass temppassword terminal
terminat terminator terrapin test1234 testing1 testing123 testpass testtest thailand thanatos thankyou thebeatles
thecakeisalie thedoors theforce thegreat theodore therock1 thesimpsons thirteen thirteen13 thisisit thompson thrasher
threesom thuglife thugstools thumper1 thunder1 thunderb thunderbird thundercat thursday tiberius ticketmaster ticklish
tiffany1 tiger123 tigertiger tigerwoods timberlake timberland timberwolf tinkerbe tinkerbell titanium titleist
tkbpfdtnf together tokiohotel tomahawk tombraider tommyboy tomorrow toonarmy toriamos tottenha tottenham tottenham1
touching training transfer transformer transformers translator traveler treasure treefrog trfnthbyf triangle trinidad
trinitro trinity1 trombone tropical trouble1 trucking truelove trumpet1 trustno1 trustnoone tunafish tupacshakur
turkey50 twilight tylerca310 ublhjgjybrf ubnkthrfgen ubvyfcnbrf ufhhbgjnnth ujkjdjkjvrf ultimate umbrella unbelievable
uncencored undercover underdog undergroun underground understand undertak undertaker underwater underworld unforgiven
uniqueness universa universal universe universidad university userexecute username utyyflmtdyf v123456789 vacation
vaffanculo vagabond valencia valentin valentina valentine valentinka valhalla valkyrie vampires vancouve vanessa1
vanguard vanhalen vanyarespekt vasilisa vauxhall vbhjndjhtw velocity vendetta venom121293 verbatim veronica veronika
verygoodbot vfhbyfvfhbyf vfhufhbnf vfhufhbnrf vfhvtkflrf vfitymrf vflfufcrfh vfntvfnbrf vfrcbvrf vfrcbvtyrj
vfrcbvvfrcbv vfvfgfgf vfvfgfgf123 vfvfvskfhfve vfylfhbyrf victoria viewsoni viewsonic vikings1 viktoria viktoriya
villeneuve vincent1 vinogradov violetta vipergts virginia virtuagirl vitalik123 vjqgfhjkm vkontakte vladimir
vladimirovna vladislav vladislava vladivostok volkswag volkswagen volleyba volleyball voxstrange voyager1 vqsablpzla
vsjasnel12 vyjujnjxbt w1w2w3w4w5 w2dlww3v5p wachtwoord walkman555 wallstreet wanderer warcraft wareagle warhamme
warhammer warhammer40k warrior1 warriors washburn washingt washington waterboy waterfalls waterloo watermelon
wazzkaprivet wcrfxtvgbjy webhompas webhompass webmaste webmaster websolutions websolutionssu webuivalidat weihnachte
weihnachten weihnachtsbau weihnachtsbaum welcome1 welcome123 wellington wenef45313 werewolf werty12345 westside
westwood wethepeople wg8e3wjf whatever whatthehell whatwhat whiplash whiskers whistler whiteboy whiteout whitepower
whitesox whocares whosyourdaddy widespread wildbill wildcard wildcats wildfire wildwood william1 williams winchester
windmill windsurf winnipeg261 winston1 winstonone wireless wishbone wishmaster wolfgang wolfpack wolverin wolverine
wolverines wonderful wonderland wonderwall wonderwoman woodland woodstoc woofwoof wordpass wp2003wp wrangler wrestler
wrestlin wrestling wrestling1 wrinkle1 writerspace wwwooo1234 xiaoyua123 xpressmusic xxxp455w0rd5 yamahar1 yankees1
yankees2 yanshi1982 ybrjkftdbx ybrjkftdyf yeahbaby yfcnhjtybt yfcntymrf yfcnzyfcnz yfnfitymrf yjdsqgfhjkm yogibear
yosemite yoshimitsu z123456789 z1x2c3v4 z1x2c3v4b5 z1x2c3v4b5n6 z1x2c3v4b5n6m7 zachary1 zanzibar zaq12wsx zaq12wsxcde3
zaq1xsw2 zaq1xsw2cde3 zaqwsxcde zaqwsxcderfv zaqxswcde zaratustra zcfvfzkexifz zcxfcnkbdf zcxfcnkbdfz zeppelin
zerocool zexts364325 zildjian zjses9evpa zqjphsyf6ctifgu zx123456789 zxasqw12 zxcasdqwe zxcasdqwe123 zxcv1234
zxcvb12345 zxcvbasdfg zxcvbn123456 zxcvbn3215 zxcvbnm1 zxcvbnm123 zxcvbnm1234 zxcvbnm123456789 zxcvbnmmnbvcxz
`

const OURS = `
5201314520 1314520520 woaini1314 woaini520 woaini1314520 woaini5201314 woaini123456 qq123456789 qq5201314 qq1234567890
a1234567890 a12345678 a123456789 aa123456789 aaa123456 abc123456789 abc1234567 asd123456789 qwe123456789 zxc123456789 
q123456789 w123456789 z123456789 wang123456 zhang123456 li123456789 liu123456 chen123456 yang123456 123456789abc
123456789qq 147258369 1472583690 7894561230 0123456789 9876543210 098765432a 1q2w3e4r5t6y7u 1qaz2wsx3edc4rfv qazwsxedc123
p@ssw0rd p@ssword123 passw0rd123 password@123 admin@123 admin12345 admin123456 administrator root123456 huawei@123
admin123! abc@123456 abcd@1234 abcd1234! qwer@1234 aa123456! a123456! test123456 guest123456 zhongguo123 woaizhongguo
xiangshao xiangshao123 xiangshao-demo zhibanshi123 hulinfanghuo
`

/** Passwords that whoever guesses tries first, in lower case. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `${RANKED} ${OURS}`.split(/\s+/).filter((word) => word !== ''),
)
