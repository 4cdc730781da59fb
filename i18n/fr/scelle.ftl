### Les textes français de Scellé. Les anglais sont dans en/scelle.ftl, sous les mêmes clés.
### Erreurs : un fait, en une phrase, sans majuscule ni point final ; puis, dans le `-hint`, ce
### qu’il faut faire, sous la même forme.
### Apostrophes typographiques ; espaces insécables (U+00A0) avant : ; ? ! » et après «.

## Accès : qui peut ouvrir

error-not-a-recipient = aucune de vos clés n’ouvre ce conteneur
error-not-a-recipient-hint = essayez une autre clé ou une phrase secrète, ou demandez un accès à l’expéditeur
error-group-empty = le groupe « { $name } » n’a aucun membre
error-group-empty-hint = ajoutez-y des contacts avec `scelle group add`, ou nommez d’autres personnes
error-key-stays-locked = aucune des clés que cette phrase secrète déverrouille n’ouvre ce conteneur ; { $path } en a une autre
error-key-stays-locked-hint = s’il a été scellé pour cette clé, donnez la phrase secrète de celle-ci

error-wrong-passphrase = phrase secrète incorrecte
error-wrong-passphrase-hint = saisissez-la de nouveau : vérifiez les majuscules, les espaces et la disposition du clavier
error-no-home = cet utilisateur n’a pas de dossier de configuration
error-no-home-hint = indiquez-en un dans la variable d’environnement SCELLE_HOME, ou choisissez un fichier avec `-o`

error-no-recipients = le conteneur n’a ni destinataire ni phrase secrète : il ne pourrait pas être ouvert
error-no-recipients-hint = indiquez au moins un destinataire ou une phrase secrète

error-too-many-recipients = un conteneur admet au plus { $limit } accès
error-too-many-recipients-hint = choisissez moins de destinataires, ou créez plusieurs conteneurs

error-classical-recipient = la clé { $recipient } ne résistera pas aux ordinateurs quantiques
error-classical-recipient-hint = demandez à cette personne une clé qui commence par age1pq1, ou acceptez cette protection moindre avec `--allow-classical`

## Modification

error-access-ambiguous = plusieurs accès correspondent à « { $name } »
error-access-ambiguous-hint = ajoutez la date, le début de l’empreinte ou le rang de l’un d’eux, ou donnez seulement cela : { $names }
error-access-false = la liste des accès est fausse : la clé inscrite sous le nom « { $label } » n’est pas celle qui ouvre cet accès
error-access-false-hint = rien n’a été modifié : remettez votre propre clé dans la liste avec `scelle access adopt`, puis voyez qui d’autre peut ouvrir le conteneur avec `scelle access list`

error-access-not-found = aucun accès ne correspond à « { $name } »
error-access-not-found-hint = peuvent ouvrir ce conteneur : { $names }
error-access-not-found-none-hint = voyez qui peut l’ouvrir avec `scelle access list`

error-kept-last-owner = « { $label } » est le seul propriétaire restant, et seuls les propriétaires peuvent changer les accès
error-kept-last-owner-hint = désignez d’abord un autre propriétaire : `scelle access add` avec `--role owner`
error-kept-oneself = « { $label } » est votre propre accès : vous n’ouvririez plus ce conteneur
error-kept-oneself-hint = si c’est ce que vous voulez, ajoutez `--force`
error-kept-recovery = « { $label } » est l’accès de recouvrement, qui ouvre le conteneur quand toutes les autres clés sont perdues
error-kept-recovery-hint = pour le retirer tout de même, ajoutez `--force`

error-adoption-none = aucun des accès non listés ne peut être celui de « { $label } »
error-adoption-none-hint = pour donner un accès à cette personne, utilisez `scelle access add`
error-adoption-several = impossible de savoir lequel des { $count } accès non listés de ce type est celui de « { $label } »
error-adoption-several-hint = donnez la clé secrète ou la phrase secrète qui le prouve ; ou nommez tous leurs détenteurs, et remplacez ces accès avec `--replace`

error-busy = ce conteneur est en cours de modification : { $who }, depuis le { $since }
error-busy-unknown = ce conteneur est en cours de modification par un autre programme
error-busy-hint = réessayez dans un instant ; si plus aucun programme ne le modifie, supprimez le fichier « { $lock } »
error-program-name = un Scellé portable garde ses propres données sous le nom « { $name } » : aucun programme ne peut le porter
error-program-name-hint = donnez un autre nom à ce programme, ou laissez-le de côté
error-keys-busy = un autre programme crée une clé dans « { $folder } »
error-keys-busy-hint = réessayez dans un instant ; `scelle key list` montre la nouvelle clé

error-entry-exists = le conteneur contient déjà « { $name } »
error-entry-exists-hint = choisissez un autre nom, ou remplacez-le avec `--overwrite`
error-entry-in-the-way = le conteneur contient déjà « { $name } », qui n’est pas de même nature : un fichier ne prend pas la place d’un dossier, ni l’inverse
error-entry-in-the-way-hint = choisissez un autre nom, ou retirez d’abord cet élément avec `scelle remove`

error-no-access-list = ce conteneur n’a pas de liste des accès : aucun accès ne peut en être retiré
error-no-access-list-hint = nommez ceux qui peuvent l’ouvrir avec `scelle access adopt`, ou scellez de nouveau son contenu

error-not-an-archive = ce conteneur contient un seul fichier scellé par age, et non une archive
error-not-an-archive-hint = ouvrez-le, puis scellez de nouveau son contenu

error-nothing-left = il ne resterait rien dans le conteneur
error-nothing-left-hint = gardez-y quelque chose, ou supprimez le conteneur lui-même

error-not-an-owner = seuls les propriétaires de ce conteneur peuvent le modifier
error-not-an-owner-hint = adressez-vous à l’un d’eux : `scelle access list` les nomme

error-passphrase-needed = la phrase secrète « { $label } » doit être saisie de nouveau pour continuer d’ouvrir ce conteneur
error-passphrase-needed-hint = donnez-la quand elle est demandée, ou avec `--keep-passphrase-file` ; sinon, retirez cet accès avec `--drop`
error-policy-owner = les règles de cet ordinateur, « { $path } », n’appartiennent pas à ses administrateurs : tout utilisateur a pu les écrire
error-policy-owner-hint = demandez à un administrateur de les vérifier, puis d’exécuter `icacls "{ $path }" /setowner *S-1-5-32-544`

error-stands-alone = ce conteneur s’ouvre avec une phrase secrète au format propre à age, qui doit être le seul accès
error-stands-alone-hint = donnez un autre accès avec `scelle access add` : la phrase secrète devient alors un accès parmi d’autres

error-unlisted-accesses = { $count ->
    [one] un accès non listé serait perdu
   *[other] { $count } accès non listés seraient perdus
}
error-unlisted-accesses-hint = nommez leurs détenteurs avec `scelle access adopt`, ou retirez ces accès avec `--drop-unlisted`

## Clés

error-identity = le fichier de clé secrète « { $path } » est inutilisable : { $reason }
error-recipient = « { $recipient } » ne peut pas être un destinataire : { $reason }
error-recipients-file = le fichier de destinataires « { $path } » est inutilisable : { $reason }
error-recipients-file-line = la ligne { $line } du fichier de destinataires « { $path } » est inutilisable : { $reason }
key-costly = vérifier sa phrase secrète demande plus de 2048 tours de calcul

key-empty = il ne contient aucune clé
key-malformed = la clé est incomplète ou mal recopiée
key-old-pem = elle est dans un ancien format de clé SSH (PEM)
key-plugin = c’est une clé d’un appareil ou d’une extension d’age, avec lesquels Scellé ne fonctionne pas
key-secret = c’est une clé secrète, alors qu’une clé publique est attendue
key-ssh-passphrase = c’est une clé SSH : seul `ssh-keygen` en change ou en retire la phrase secrète
key-too-large = il est trop volumineux pour un fichier de clés
key-unknown = ce n’est pas une clé d’un type connu
key-unsupported = ce type de clé ne permet pas de sceller des fichiers
identity-costly-hint = si c’est votre propre clé, réduisez ce coût avec `ssh-keygen -p -a 100` ; sinon, ne l’utilisez pas

identity-file-hint = choisissez le fichier qui contient votre clé secrète : une de ses lignes commence par AGE-SECRET-KEY-, ou c’est une clé privée SSH
identity-malformed-hint = reprenez ce fichier dans votre copie de sauvegarde
identity-old-pem-hint = convertissez-la, avec la phrase secrète qu’elle a déjà : ssh-keygen -p -f { $path }
identity-plugin-hint = utilisez une autre clé, ou ouvrez le conteneur avec `age -d` et cette extension
identity-ssh-passphrase-hint = commencez par là : ssh-keygen -p -f { $path }
key-unsupported-hint = utilisez une clé créée par Scellé ou par age, ou une clé SSH de type Ed25519 ou RSA (2048 bits au moins)
recipient-hint = une clé publique commence par age1 ou par ssh- : demandez-la au destinataire, ou demandez-lui sa carte de contact
recipient-malformed-hint = recopiez la clé en entier, ou demandez au destinataire sa carte de contact
recipient-plugin-hint = demandez une clé qui commence par age1pq1, ou scellez avec age et cette extension
recipient-several-hint = donnez chaque clé séparément : un `-r` pour chacune, ou un fichier qui les contient toutes avec `-R`
recipient-secret-hint = ne communiquez jamais une clé secrète : donnez la clé publique correspondante, qui commence par age1 ou par ssh-
recipients-file-hint = choisissez un fichier texte qui contient une clé publique par ligne

error-paper-line = la ligne { $line } n’est pas celle qui est imprimée sur le papier
error-paper-line-hint = comparez-la au papier, caractère par caractère ; le premier est le numéro de la ligne, les deux derniers vérifient les autres

error-store-absent = cette session n’a pas de service de secrets où une clé pourrait rester déverrouillée
error-store-absent-hint = donnez la phrase secrète à chaque fois, ou, dans un script, avec `--passphrase-file`
error-store-failed = le service de secrets de cette session ne répond pas comme il devrait
error-store-failed-hint = fermez votre session et rouvrez-la, ou donnez la phrase secrète à chaque fois
error-store-full = le service de secrets n’accepte pas autant de clés
error-store-locked = le service de secrets de cette session est verrouillé
error-store-locked-hint = déverrouillez le trousseau de votre session, puis recommencez
error-store-portable = les clés d’un Scellé portable ne restent pas déverrouillées : cet ordinateur les garderait

error-identity-exposed = d’autres utilisateurs de cet ordinateur peuvent lire le fichier de clé secrète « { $path } »
error-identity-exposed-hint = réservez-vous ce fichier, puis recommencez : { $command }
error-identity-exposed-hint-windows = réservez-vous ce fichier, puis recommencez : `takeown /f "{ $path }"`, `icacls "{ $path }" /reset`, puis `icacls "{ $path }" /inheritance:r /grant:r *S-1-3-4:F`
error-identity-on-shared-disk = la clé secrète « { $path } » n’a pas de phrase secrète, et les autres utilisateurs de cet ordinateur peuvent lire tous les fichiers de son disque
error-identity-on-shared-disk-hint = déplacez-la sur un disque qui a des droits d’accès, ce que FAT et exFAT n’ont pas ; sous une phrase secrète, elle peut rester ici

## Phrases secrètes

error-passphrase-empty = la phrase secrète est vide
error-passphrase-empty-hint = saisissez une phrase secrète, ou laissez Scellé en créer une

error-passphrase-not-text = la phrase secrète est trop longue, ou contient des caractères impossibles à saisir au clavier
error-passphrase-not-text-hint = donnez une phrase secrète d’une seule ligne et d’au plus 1024 octets ; vérifiez que le fichier choisi est le bon

error-passphrase-weak = la phrase secrète est trop facile à deviner : { $reason }
error-passphrase-weak-hint = prenez plusieurs mots au hasard, 15 caractères au moins en tout, ou laissez Scellé en créer une

weakness-common = elle figure parmi les mots de passe les plus courants, ou y ressemble
weakness-date = elle repose sur une date ou une année
weakness-pattern = elle suit un motif, comme des touches voisines ou des caractères répétés
weakness-short = elle est trop courte
weakness-word = elle repose sur un nom ou sur un seul mot

error-passphrase-not-alone = dans le format propre à age, une phrase secrète doit être le seul accès
error-passphrase-not-alone-hint = retirez les destinataires et les autres phrases secrètes, ou renoncez à `--age-compatible`

error-kdf-parameters = la vérification de cette phrase secrète demande un calcul hors des limites admises
error-kdf-parameters-hint = demandez à l’expéditeur de sceller de nouveau avec les réglages habituels ; si vous ne le connaissez pas, ce fichier vise peut-être à bloquer votre ordinateur

error-kdf-memory = la mémoire ne suffit pas pour vérifier la phrase secrète : il faut { $size }
error-kdf-memory-hint = fermez d’autres programmes, ou utilisez un ordinateur doté de plus de mémoire

## Le conteneur : endommagé, modifié, ou autre chose

error-not-a-container = ce fichier n’est pas un conteneur
error-not-a-container-hint = vérifiez que vous avez choisi le bon fichier ; si c’est le cas, récupérez-le de nouveau

error-newer-version = le format de ce conteneur est plus récent que cette version de Scellé (« { $version } »)
error-newer-version-hint = mettez Scellé à jour, puis recommencez

error-armor = il y a ici un conteneur sous forme de texte, et ce texte est endommagé
error-armor-hint = demandez le fichier lui-même, en pièce jointe, plutôt que son texte
error-armor-in-mail = ce texte contient un conteneur entier, et un autre texte, ou des lignes coupées : seul le conteneur lui-même peut être modifié
error-armor-in-mail-hint = demandez le fichier lui-même, en pièce jointe, ou ne gardez que les lignes de BEGIN à END, telles qu’elles ont été envoyées

error-header-access-list = la liste des accès de ce conteneur est illisible
error-header-access-list-false = la liste des accès de ce conteneur contredit ses accès
error-header-access-list-label = un nom de la liste des accès de ce conteneur contient des caractères qui ne se voient pas
error-access-list-hint = rien n’a été modifié ; demandez à l’expéditeur si ce conteneur vient bien de lui, et d’en sceller de nouveau le contenu
error-header-malformed = l’en-tête ne respecte pas le format
error-header-scrypt-not-alone = une phrase secrète qui doit être le seul accès est accompagnée d’autres accès
error-header-stanza = un des accès est endommagé
error-header-too-long = l’en-tête dépasse 1 Mio
error-header-too-many = l’en-tête contient plus de 256 accès
error-header-truncated = le fichier est tronqué : il s’arrête au milieu de son en-tête
error-header-altered = l’en-tête a été modifié

error-payload-truncated = le fichier est tronqué ou a été modifié : son contenu ne se termine pas comme il devrait
error-payload-part = la partie { $number } du contenu est endommagée

error-damaged-hint = ne vous fiez pas à cette copie : récupérez de nouveau le fichier, ou demandez-en une autre copie à l’expéditeur
error-truncated-hint = le transfert a sans doute été interrompu : récupérez de nouveau le fichier

## Le contenu du conteneur

error-archive-damaged = le contenu est endommagé : { $reason }
error-archive-damaged-entry = l’élément « { $entry } » est endommagé : { $reason }
error-archive-damaged-hint = ne vous fiez pas à cette copie : récupérez de nouveau le fichier, ou demandez-en une autre copie à l’expéditeur ; `scelle open --as-file` écrit son contenu tel quel dans un fichier, sans l’ouvrir
error-archive-refused = le contenu est refusé : { $reason }
error-archive-refused-entry = l’élément « { $entry } » est refusé : { $reason }
error-archive-refused-hint = rien n’a été extrait ; demandez à l’expéditeur si ce conteneur vient bien de lui ; `scelle open --as-file` écrit son contenu tel quel dans un fichier, sans l’ouvrir
error-archive-unsupported-hint = demandez à l’expéditeur de sceller ces fichiers avec Scellé ; `scelle open --as-file` écrit le contenu tel quel dans un fichier, sans l’ouvrir
archive-ambiguous = d’autres programmes y liraient autre chose
archive-backslashes = ses dossiers sont séparés par des barres obliques inverses, comme les écrivaient d’anciens programmes de Windows, et les programmes ne s’accordent pas sur leur sens

archive-checksum = ses données ne sont pas celles qui ont été scellées
archive-conflict = le même nom désigne deux éléments, ou à la fois un fichier et un dossier
archive-encrypted = il est chiffré une seconde fois, par une phrase secrète qui lui est propre
archive-gap-or-overlap = des données n’appartiennent à aucun élément, ou à deux à la fois
archive-inconsistent = il est décrit deux fois, de façon différente
archive-malformed = sa description est incomplète ou impossible
archive-method = il est compressé par la méthode { $method }, que tous les programmes ne lisent pas
archive-oversized = il est plus volumineux qu’il ne le déclare
archive-special-entry = ce n’est ni un fichier ni un dossier
archive-too-many-entries = les éléments sont plus nombreux que Scellé ne l’admet
archive-unsupported = il demande un programme plus récent que les programmes courants

error-entry-not-found = ce conteneur ne contient aucun élément nommé « { $name } »
error-entry-not-found-hint = reprenez le nom exact dans la liste du contenu

## Noms

error-name = le nom « { $name } » est refusé : { $reason }
error-name-hint = laissez `--rename` remplacer ce qui est refusé ; dans un conteneur reçu, un tel nom peut être un piège
error-name-length-hint = donnez-lui un nom plus court
error-name-code-page-hint = `scelle open --names cp850` lit la plupart des archives de Windows en Europe de l’Ouest ; `scelle open --as-file` écrit l’archive dans un fichier
error-name-empty-hint = donnez-lui un nom ; s’il est dans un conteneur reçu, `scelle open --as-file` en écrit le contenu dans un fichier

name-absolute = il part de la racine d’un disque ou d’un serveur
name-backslash = il contient une barre oblique inverse
name-bidirectional = il contient des caractères invisibles qui inversent le sens de lecture
name-code-page = ses accents sont écrits dans une page de codes que l’archive ne nomme pas
name-control = il contient des caractères de contrôle
name-empty = il est vide, ou une de ses parties l’est
name-not-unicode = ce n’est pas un texte valide
name-too-long = il dépasse 4096 octets, ou une de ses parties en dépasse 255
name-traversal = il conduit hors du dossier
name-version = il se termine par un point-virgule et un nombre, que certains programmes retirent

error-not-portable = certains systèmes n’admettent pas le nom « { $name } »
error-not-portable-hint = changez ce nom, ou laissez `--rename` le faire

error-duplicate-name = deux fichiers auraient le même nom dans le conteneur : « { $name } »
error-duplicate-name-hint = renommez l’un des deux, ou laissez-le de côté

## Fichiers sur le disque

error-changed-while-read = « { $path } » a changé pendant sa lecture
error-changed-while-read-hint = fermez les programmes qui l’utilisent, puis recommencez

error-exclude-pattern = le motif d’exclusion « { $pattern } » n’est pas valable
error-exclude-pattern-hint = écrivez-le comme *.tmp ou brouillons/**, et fermez les crochets et les accolades

error-link = « { $path } » est un lien symbolique
error-link-hint = scellez ce qu’il désigne avec `--follow`, ou laissez-le de côté avec `--skip-special`

error-loop = « { $path } » est un lien symbolique qui ramène à son point de départ
error-loop-hint = supprimez ce lien, ou laissez-le de côté avec `--skip-special`

error-device = « { $path } » n’est ni un fichier ni un dossier
error-device-hint = choisissez un autre fichier, ou laissez celui-ci de côté avec `--skip-special`
error-not-regular = « { $path } » est un tube ou un périphérique, là où un fichier est attendu
error-not-regular-hint = mettez un fichier ordinaire à cet endroit, ou retirez ce qui s’y trouve

error-output-inside-input = le conteneur « { $path } » se trouverait dans un dossier qu’il scelle
error-output-inside-input-hint = placez le conteneur dans un autre dossier
error-output-is-input = « { $path } » est lu pour ce travail, et serait remplacé par son résultat
error-output-is-input-hint = choisissez un autre nom pour le résultat
error-temporary = les données temporaires ne peuvent être gardées dans « { $folder } » : { $reason }
error-temporary-hint = faites-y de la place, ou indiquez un autre dossier par la variable d’environnement { $variable }

error-large = le conteneur dit contenir { $size }, alors qu’il n’occupe que { $container }
error-large-hint = si vous attendiez un tel volume, extrayez-le avec `--allow-large`
error-left-behind = { $message } ; des fichiers qui se trouvaient là n’ont pas pu être remis en place
error-left-behind-hint = ils sont conservés dans « { $path } », et Scellé réessaiera à son prochain démarrage
error-no-room = le disque de « { $path } » est trop plein : il y reste { $available }, et il faut { $size }
error-no-room-hint = libérez de l’espace, ou choisissez un autre disque
error-file-too-large = un fichier de { $size } ne peut être écrit dans « { $path } » : son disque est formaté en FAT, où un fichier a au plus { $limit }
error-file-too-large-hint = formatez le disque en exFAT, ou choisissez un autre disque ; sous Linux et macOS, `split` découpe un conteneur, et `cat` en rassemble les parties
error-in-use = un autre programme a ouvert « { $path } »
error-in-use-by = « { $path } » est ouvert dans { $programs }
error-in-use-hint = fermez ce fichier dans ce programme, puis recommencez

error-target-exists = « { $path } » existe déjà
error-target-exists-hint = choisissez un autre emplacement ou un autre nom, ou ajoutez `--overwrite`

error-target-in-the-way = « { $path } » existe déjà, et ne peut pas être remplacé
error-target-in-the-way-hint = choisissez un autre emplacement ou un autre nom, ou déplacez-le vous-même

error-cancelled = opération annulée
error-cancelled-hint = rien n’a été modifié : recommencez quand vous voudrez

error-internal = erreur interne de Scellé : l’opération a été interrompue
error-internal-hint = recommencez ; si cela se reproduit, dites à la personne chargée de Scellé ce que vous faisiez

## Réponses du système

error-read-container = impossible de lire le conteneur : { $reason }
error-read-container-path = impossible de lire le conteneur « { $path } » : { $reason }
error-read-input = impossible de lire les données : { $reason }
error-read-input-path = impossible de lire « { $path } » : { $reason }
error-write = impossible d’écrire le résultat : { $reason }
error-write-path = impossible d’écrire « { $path } » : { $reason }
error-sync = « { $path } » est en place, mais le disque ne le confirme pas : { $reason }
error-sync-hint = vérifiez le disque, puis que ce fichier s’ouvre ; une coupure de courant peut encore ramener l’ancien
error-randomness = le système ne fournit pas de nombres aléatoires : { $reason }
error-randomness-hint = redémarrez l’ordinateur, puis recommencez

io-already-exists = ce nom est déjà pris
io-already-exists-hint = choisissez un autre nom ou un autre emplacement
io-broken-pipe = le programme qui recevait les données s’est arrêté
io-broken-pipe-hint = recommencez en laissant ce programme aller à son terme
io-busy = un autre programme l’utilise
io-busy-hint = fermez le programme qui l’utilise, puis recommencez
io-device = le disque ou la clé USB signale une défaillance
io-device-hint = copiez sans tarder vos fichiers sur un autre disque, puis recommencez à partir de celui-ci
io-file-too-large = ce disque ne peut pas contenir un fichier aussi gros, ou une limite de cette session l’interdit
io-file-too-large-hint = choisissez un autre disque : une clé USB au format FAT32 se limite à 4 Go par fichier, pas une clé au format exFAT ; ou relevez la limite (`ulimit -f`)
io-interrupted = le système a interrompu l’opération
io-invalid-data = son contenu n’est pas celui qui est attendu
io-invalid-data-hint = vérifiez que vous avez choisi le bon fichier
io-invalid-filename = ce disque n’admet pas ce nom
io-invalid-filename-hint = choisissez un autre nom, ou laissez `--rename` le faire
io-name-too-long = ce nom est trop long pour ce disque
io-name-too-long-hint = choisissez un nom plus court
io-is-a-folder = c’est un dossier
io-is-a-folder-hint = choisissez un fichier plutôt qu’un dossier
io-network = le réseau ou le serveur ne répond pas
io-network-hint = vérifiez la connexion au réseau, puis recommencez
io-not-a-folder = une partie du chemin n’est pas un dossier
io-not-empty = le dossier n’est pas vide
io-not-found = fichier ou dossier introuvable
io-other = erreur inattendue du système
io-out-of-memory = la mémoire est insuffisante
io-out-of-memory-hint = fermez d’autres programmes, puis recommencez
io-path-hint = vérifiez le chemin
io-path-write-hint = vérifiez que le dossier existe
io-permission-denied = droits insuffisants
io-permission-denied-hint = vérifiez que vous avez le droit de le lire
io-permission-denied-write-hint = vérifiez que vous avez le droit d’écrire à cet endroit, ou choisissez un autre emplacement
io-quota = votre quota de stockage est atteint
io-read-only = le disque est en lecture seule
io-read-only-hint = choisissez un autre emplacement
io-read-hint = vérifiez que le disque ou la clé USB est bien connecté, puis recommencez
io-storage-full = le disque est plein
io-storage-full-hint = libérez de l’espace ou choisissez un autre emplacement, puis recommencez
io-system = erreur système { $code }
io-truncated = il se termine trop tôt
io-truncated-hint = vérifiez que le fichier est complet, ou récupérez-le de nouveau
io-unsupported = le système ou le disque ne permet pas cette opération
io-write-hint = vérifiez le disque ou la clé USB, ou choisissez un autre emplacement, puis recommencez

## Contacts, politique et réglages

error-contact-ambiguous = plusieurs contacts correspondent à « { $name } »
error-contact-ambiguous-hint = précisez lequel : { $names }
error-contact-exists = le nom « { $name } » est déjà pris
error-contact-exists-hint = choisissez un autre nom avec `--name`, ou `--replace` si c’est la même personne avec une nouvelle clé
error-contact-is-group = « { $name } » est un groupe, et il faut un contact
error-contact-is-group-hint = nommez des contacts ; `scelle group list` montre les membres d’un groupe
error-contact-name-is-key = « { $name } » serait pris pour une clé, et ne peut pas être un nom
error-contact-name-is-card = « { $name } » serait pris pour le fichier d’une carte, et ne peut pas être un nom
error-contact-name-hint = choisissez un autre nom avec `--name`
error-contact-not-found = aucun de vos contacts ni de vos groupes ne s’appelle « { $name } »
error-contact-not-found-hint = consultez vos contacts avec `scelle contact list`, ou ajoutez une carte de contact
error-contact-near-hint = vouliez-vous dire : { $names }
error-card-line = la ligne { $line } de la carte de contact « { $path } » est inutilisable : { $reason }
error-directory = les cartes de contact « { $path } », indiquées dans « { $file } », sont illisibles : { $reason }
error-directory-hint = vérifiez la connexion au réseau, ou corrigez la clé directory dans « { $file } »
card-hint = demandez à cette personne une nouvelle carte de contact
key-several = il y a plusieurs clés là où une seule est attendue
key-bad-text = un nom ou un autre texte est vide, trop long, écrit deux fois ou trompeur
error-policy-hint = c’est une règle de votre organisation, dans « { $path } » : adressez-vous à la personne qui en est chargée
rule-age-compatible = un conteneur sans l’accès de recouvrement de votre organisation est interdit
rule-anonymous = un conteneur qui ne dit pas qui peut l’ouvrir est interdit
rule-argon2 = une phrase secrète au format propre à age est interdite : votre organisation fixe le coût d’Argon2id
rule-classical = les destinataires qu’un ordinateur quantique pourrait forcer sont interdits
rule-passphrase = les phrases secrètes sont interdites
rule-passphrase-alone = une phrase secrète n’est permise qu’à côté d’un destinataire
rule-passphrase-length = une phrase secrète doit avoir au moins { $count } caractères
rule-recovery = l’accès de recouvrement de votre organisation ne peut pas être retiré
rule-unknown-keys = { $count ->
    [one] il est interdit de chiffrer pour une clé de la liste des accès qui n’est pas celle d’un contact ; il y en a une, que `scelle access list` indique comme inconnue
   *[other] il est interdit de chiffrer pour des clés de la liste des accès qui ne sont pas celles de contacts ; il y en a { $count }, que `scelle access list` indique comme inconnues
}
rule-unverified = sceller pour « { $name } » est interdit : ni vous ni l’annuaire de votre organisation n’avez vérifié cette clé
error-settings = « { $path } » est illisible : ligne { $line }, colonne { $column } : { $reason }
error-settings-hint = corrigez cette ligne ; rien n’a été modifié
settings-missing = il manque la clé { $key }
settings-not-a-contact = « { $name } », dans un groupe, n’est pas un contact
settings-not-text = ce n’est pas un fichier texte
settings-syntax = ce n’est pas du TOML bien formé
settings-too-large = il est trop volumineux pour un tel fichier
settings-twice = le nom « { $name } » y figure deux fois
settings-unknown-key = la clé { $key } est inconnue
settings-unknown-key-near = la clé { $key } est inconnue : vouliez-vous dire { $near } ?
settings-wrong-value = la valeur de { $key } n’est pas admise

error-nothing-to-seal = il n’y a rien à sceller : tout ce qui était nommé est laissé de côté
error-nothing-to-seal-hint = vérifiez les motifs de `--exclude`, et ceux de votre organisation avec `scelle policy show`

## Ligne de commande

help = Scelle des fichiers dans un conteneur chiffré que seuls ses destinataires peuvent ouvrir
help-after = Codes de sortie :
exit-done = réussi
exit-differ = les deux conteneurs diffèrent (`diff`)
exit-usage = commande incorrecte
exit-no-access = pas d’accès : non destinataire, ou phrase secrète incorrecte
exit-damaged = endommagé : tronqué, modifié, ou autre chose qu’un conteneur
exit-hostile = refusé car dangereux
exit-policy = interdit par une règle
exit-target-exists = la cible existe déjà
exit-io = lecture ou écriture impossible
exit-newer-version = fait par une version plus récente de Scellé
exit-busy = en cours de modification par un autre programme
exit-omissions = fait, sans ce qui ne peut pas être lu (`--skip-unreadable`)
exit-cancelled = annulé
help-usage = Utilisation :
help-commands = Commandes{" "}
help-arguments = Arguments{" "}
help-options = Options{" "}
help-alias = [alias :
help-root-examples =
    scelle seal dossier -r Bob
    scelle open dossier.scelle
help-seal-examples =
    scelle seal dossier -r Bob -r finances
    scelle seal rapport.pdf --generate-passphrase
    scelle seal --each /srv/dossier/* -o /srv/archives -R liste.txt --skip-unreadable
    tar c dossier | scelle seal - -r Bob > dossier.tar.scelle
help-open-examples =
    scelle open dossier.scelle --into copie
    scelle open dossier.scelle dossier/notes.txt -o notes.txt
    scelle open dossier.scelle --tar -i moi.txt | tar x
help-list-examples =
    scelle list dossier.scelle
    scelle list dossier.scelle --json
help-inspect-examples =
    scelle inspect dossier.scelle
help-verify-examples =
    scelle verify dossier.scelle
    scelle verify /srv/archives/*.scelle --json --log nuit.log
help-access-list-examples =
    scelle access list dossier.scelle
    scelle access list --all-in archives --recursive --json
help-access-add-examples =
    scelle access add dossier.scelle -r Bob
    scelle access add --all-in archives -r Bob --role owner --continue
help-access-remove-examples =
    scelle access remove dossier.scelle partant
    scelle access remove --all-in archives --recursive partant --dry-run
help-access-replace-examples =
    scelle access replace dossier.scelle partant Bob
    scelle access replace partant Bob --all-in archives --recursive --continue
help-access-adopt-examples =
    scelle access adopt dossier.scelle -r Bob
help-rekey-examples =
    scelle rekey dossier.scelle
    scelle rekey --all-in archives --recursive --wait 60
help-add-examples =
    scelle add dossier.scelle rapport.pdf
    scelle add dossier.scelle rapport.pdf --at dossier/brouillons --overwrite
help-remove-examples =
    scelle remove dossier.scelle dossier/brouillons
help-rename-examples =
    scelle rename dossier.scelle dossier/rapport.pdf dossier/final.pdf
help-replace-examples =
    scelle replace dossier.scelle dossier/rapport.pdf rapport.pdf
help-diff-examples =
    scelle diff ancien.scelle nouveau.scelle
help-key-new-examples =
    scelle key new --generate-passphrase
    scelle key new --plain -o moi.txt
help-key-list-examples =
    scelle key list
    scelle key list --json
help-key-show-examples =
    scelle key show
help-key-export-examples =
    scelle key export -o moi.txt
help-key-import-examples =
    scelle key import moi.txt
help-key-passphrase-examples =
    scelle key passphrase --passphrase
help-key-renew-examples =
    scelle key renew --generate-passphrase
help-key-unlock-examples =
    scelle key unlock --for 8h
help-key-lock-examples =
    scelle key lock
help-key-paper-examples =
    scelle key paper -o cle.pdf
help-card-examples =
    scelle card --name Alice -o alice.scelle-card
help-contact-add-examples =
    scelle contact add alice.scelle-card
    scelle contact add cartes/*.scelle-card
help-contact-list-examples =
    scelle contact list
help-contact-show-examples =
    scelle contact show Bob
help-contact-verify-examples =
    scelle contact verify Bob
help-contact-rename-examples =
    scelle contact rename Bob Robert
help-contact-remove-examples =
    scelle contact remove Bob
help-contact-export-examples =
    scelle contact export Bob -o bob.scelle-card
help-group-add-examples =
    scelle group add finances Bob Alice
help-group-remove-examples =
    scelle group remove finances Bob
help-group-list-examples =
    scelle group list
help-policy-show-examples =
    scelle policy show
help-policy-check-examples =
    scelle policy check regles.toml
help-completions-examples =
    scelle completions bash > ~/.local/share/bash-completion/completions/scelle
help-portable-make-examples =
    scelle portable make /media/cle
help-help-examples =
    scelle help access add
help-examples = Exemples :
help-more = Exemples, environnement et codes de sortie : `scelle --help`
help-more-verb = Pour en savoir plus : la même commande avec `--help`
help-environment = Environnement :
help-environment-lines =
    SCELLE_HOME  le dossier de vos clés, contacts et préférences
    TMPDIR       où un conteneur venu de l’entrée standard ou en texte est gardé entre-temps, scellé
    TZ           le fuseau des heures affichées
    LC_ALL, LC_MESSAGES, LANG  la langue, sauf si --lang ou la configuration la donne
man-examples = EXEMPLES
man-environment = ENVIRONNEMENT
man-files = FICHIERS
man-files-lines =
    ~/.config/scelle/config.toml    vos préférences
    ~/.config/scelle/contacts.toml  vos contacts et vos groupes
    ~/.config/scelle/keys/          vos clés, la clé actuelle en dernier
    /etc/scelle/policy.toml         les règles de votre organisation
help-aliases = [alias :
help-group-who = Qui peut l’ouvrir
help-group-secrets = Clés et phrases secrètes
help-group-files = Choix des fichiers
help-group-bulk = Plusieurs conteneurs
help-group-everywhere = Options communes
help-seal-recipient-long = Un contact ou un groupe, par son nom ; une clé publique d’age ou de SSH ; ou le chemin d’une carte de contact.
help-access-add-recipient-long = Un contact ou un groupe, par son nom ; une clé publique d’age ou de SSH ; ou le chemin d’une carte de contact.

help-seal = Sceller des fichiers et des dossiers dans un conteneur
help-open = Ouvrir un conteneur et en extraire le contenu
help-list = Lister ce que contient un conteneur, et qui peut l’ouvrir
help-inspect = Afficher ce qui peut être lu d’un conteneur sans clé
help-verify = Lire et vérifier chaque octet des conteneurs, sans rien écrire
help-key = Gérer sa propre clé
help-key-new = Créer une clé, protégée par une phrase secrète

help-any-help = Afficher cette aide
help-any-version = Afficher la version
help-any-lang = Langue des messages : fr ou en
help-any-log = Ajouter à ce fichier une ligne de JSON par opération
help-any-no-input = Ne jamais poser de question : échouer si une réponse est nécessaire
help-any-json = Donner le résultat en JSON, un objet par ligne
help-any-quiet = N’afficher que les erreurs
help-any-threads = Nombre de fils d’exécution (256 au plus ; un par cœur par défaut)
help-any-passphrase = Demander une phrase secrète
help-any-passphrase-file = Lire la phrase secrète dans ce fichier
help-any-passphrase-fd = Lire la phrase secrète sur ce descripteur de fichier
help-any-generate-passphrase = Créer une phrase secrète solide, et l’afficher une seule fois
help-any-passphrase-out = Écrire la phrase secrète créée dans ce nouveau fichier, ou dans un descripteur ouvert (un nombre), au lieu de l’afficher
help-any-identity = Utiliser cette clé secrète : un fichier d’identité age ou SSH ; répétable
help-any-container = Le conteneur ; - pour l’entrée standard

help-seal-paths = Fichiers et dossiers à sceller ; - pour l’entrée standard
help-seal-files-from = Sceller aussi les chemins de cette liste, un par ligne ; - pour l’entrée standard
help-seal-null = Dans la liste, un caractère NUL termine chaque chemin
help-seal-each = Sceller chaque chemin dans son propre conteneur, à côté de lui ou dans le dossier donné par -o
help-seal-output = Écrire le conteneur à cet endroit ; - pour la sortie standard
help-seal-name = Nom, dans le conteneur, des données de l’entrée standard
help-seal-recipient = Sceller pour ce contact, ce groupe ou cette clé publique ; répétable
help-seal-recipients-file = Sceller pour chaque clé publique de ce fichier ; répétable
help-seal-age-compatible = Refuser de sceller si une phrase secrète, au format propre à age, n’est pas le seul accès
help-seal-argon2id = Protéger la phrase secrète par Argon2id et la lister, même si elle est le seul accès ; age ne l’ouvre alors pas
help-seal-allow-classical = Accepter des destinataires qu’un ordinateur quantique pourrait forcer
help-seal-anonymous = Ne pas dire dans le conteneur qui peut l’ouvrir
help-seal-armor = Écrire le conteneur sous forme de texte
help-seal-store = Ne pas compresser
help-seal-level = Niveau de compression, de 0 (aucune) à 9 (la plus forte) ; 2 par défaut
help-seal-exclude = Laisser de côté ce qui correspond à ce motif ; répétable
help-seal-follow = Sceller ce que désignent les liens symboliques
help-seal-skip-special = Laisser de côté les liens symboliques et les fichiers spéciaux
help-seal-skip-unreadable = Laisser de côté ce qui ne peut pas être lu, et finir par le code 11
help-seal-directory = Chercher les chemins relatifs dans ce dossier
help-seal-keep-paths = Garder tout le chemin relatif de chaque CHEMIN comme nom dans le conteneur
help-seal-portable = Refuser les noms que certains systèmes n’admettent pas
help-seal-rename = Remplacer, dans les noms, les caractères qui seraient refusés
help-seal-with-page = Écrire à côté du conteneur la page scelle.html, qui ouvre les conteneurs dans un navigateur
help-seal-overwrite = Remplacer le conteneur s’il existe déjà

help-open-entries = Ce qu’il faut extraire ; tout si rien n’est nommé
help-open-as-file = Écrire le contenu tel quel dans un fichier, CONTENEUR.zip, sans l’ouvrir, quel qu’il soit
help-open-tar = Écrire ce qui est extrait sous forme d’archive tar : sur la sortie standard, ou dans le fichier donné par -o
help-open-into = Extraire dans ce dossier
help-open-output = Écrire l’unique fichier à cet endroit ; - pour la sortie standard
help-open-overwrite = Remplacer les fichiers qui existent déjà
help-open-rename = Remplacer, dans les noms, les caractères qui seraient refusés
help-open-preserve = Donner aux fichiers et aux dossiers les droits qu’ils avaient, au lieu de ceux des nouveaux fichiers (umask)
help-open-allow-large = Extraire le contenu quelle que soit sa taille

help-verify-containers = Les conteneurs ; - pour l’entrée standard

help-key-new-output = Écrire la clé à cet endroit plutôt que dans votre dossier de configuration
help-key-new-plain = Ne pas protéger la clé par une phrase secrète

value-path = CHEMIN
value-file = FICHIER
value-fd = N
value-count = NOMBRE
value-name = NOM
value-recipient = DESTINATAIRE
value-glob = MOTIF
value-level = NIVEAU
value-container = CONTENEUR
value-entry = ÉLÉMENT
value-dir = DOSSIER
value-lang = LANGUE

usage-conflict = { $arg } est incompatible avec { $other }
usage-unknown-command = la commande { $name } n’existe pas
usage-missing-value = { $arg } attend une valeur
usage-bad-value = { $value } ne convient pas pour { $arg }
usage-missing = il manque un argument : { $arg }
usage-missing-command = il manque une commande
usage-unknown = option inconnue : { $arg }
usage-surplus = argument en trop : { $arg }
usage-not-unicode = un argument n’est pas un texte lisible
usage-wrong = commande incorrecte : { $arg }
usage-values-hint = l’une de ces valeurs : { $values }
usage-suggestion = vouliez-vous dire { $suggestion } ?
usage-duration-hint = écrivez une durée comme 30min, 8h ou 1j, de 7j au plus
usage-hint = consultez `scelle --help` ou `scelle COMMANDE --help`
hint-none = consultez `scelle { $words } --help`

cli-error = erreur : { $message }
cli-hint = conseil : { $hint }
cli-deriving = vérification de la phrase secrète…
cli-progress = { $done }, { $rate }/s
cli-ask-passphrase = Phrase secrète du conteneur :{" "}
cli-ask-key-passphrase = Phrase secrète de la clé { $path } :{" "}
cli-ask-new-passphrase = Nouvelle phrase secrète :{" "}
cli-ask-again = La même, une seconde fois :{" "}
cli-generated = Phrase secrète, affichée cette seule fois ({ $bits } bits d’entropie) : { $phrase }

cli-several = { $count ->
    [one] un conteneur n’est pas intact
   *[other] { $count } conteneurs ne sont pas intacts
}
cli-several-unverified = { $count ->
    [one] un conteneur n’a pas pu être vérifié
   *[other] { $count } conteneurs n’ont pas pu être vérifiés
}
cli-which-passphrase = `{ $option }` ne dit pas ici si la phrase secrète ouvre le conteneur ou y donne un nouvel accès
cli-which-passphrase-hint = pour un nouvel accès : `--add-passphrase`, `--add-passphrase-file` ou `--add-passphrase-fd` ; pour ouvrir le conteneur : `--unlock-passphrase-file` ou `--unlock-passphrase-fd`
cli-several-hint = { $count ->
    [one] il est nommé plus haut, avec la raison
   *[other] chacun est nommé plus haut, avec la raison
}
cli-several-unchanged = { $count ->
    [one] un conteneur n’a pas pu être modifié
   *[other] { $count } conteneurs n’ont pas pu être modifiés
} ; modifiés : { $changed }, sans rien à modifier : { $unchanged }, non examinés : { $unseen }
cli-several-unread = { $count ->
    [one] les accès d’un conteneur n’ont pas pu être lus
   *[other] les accès de { $count } conteneurs n’ont pas pu être lus
}
cli-old-and-new = `access replace` attend le conteneur, l’accès à remplacer et celui qui le remplace
cli-old-and-new-hint = avec `--all-in`, ne nommez pas de conteneur : `scelle access replace ANCIEN NOUVEAU --all-in DOSSIER`
cli-several-unchanged-hint = chacun est nommé plus haut, avec la raison ; corrigez-la, puis relancez la même commande : les conteneurs déjà traités sont laissés de côté
cli-several-unseen-hint = les conteneurs qui n’ont pas été examinés n’ont pas changé : relancez la même commande avec `--continue`, qui laisse de côté ceux qui échouent et ceux qui sont déjà traités
cli-several-unsealed = { $count ->
    [one] un élément sur { $all } n’a pas été scellé
   *[other] { $count } éléments sur { $all } n’ont pas été scellés
}
cli-same-container = « { $first } » et « { $second } » donneraient tous deux le conteneur « { $container } »
cli-same-container-hint = rien n’a été scellé : renommez l’un des deux, ou scellez-le à part avec `-o`
cli-each-to-stream = `--each` produit des fichiers : il n’utilise ni l’entrée ni la sortie standard
cli-each-to-stream-hint = nommez des fichiers et des dossiers, et un dossier avec `-o`
cli-page = La page { $path } l’ouvre dans un navigateur ; son SHA-256 est { $sha256 }
cli-page-check = donnez ce SHA-256 au destinataire par un autre canal ; `sha256sum scelle.html` ou, sous Windows, `certutil -hashfile scelle.html SHA256` calcule celui de son exemplaire
cli-key-to-stream = une clé se garde dans un fichier, pas sur la sortie standard
cli-key-to-stream-hint = indiquez un fichier avec `-o`
cli-page-to-stream = la page n’a pas de place à côté de la sortie standard
cli-page-to-stream-hint = nommez un fichier avec `-o`, ou n’utilisez pas `--with-page`
cli-passphrase-to-stream = la phrase secrète figurerait en clair derrière le conteneur, sur la sortie standard
cli-passphrase-to-stream-hint = nommez un fichier avec `-o`, ou un autre avec `--passphrase-out`
cli-no-page = la page scelle.html n’est pas installée avec ce programme
cli-no-page-hint = placez-la à côté du programme, ou donnez au destinataire son adresse sur le site de votre organisation
cli-stdin-twice = l’entrée standard ne peut pas servir à deux choses à la fois
cli-stdin-twice-hint = prenez l’une d’elles dans un fichier
cli-list-empty = la liste « { $path } » ne nomme rien à sceller
cli-list-empty-hint = vérifiez la commande qui produit la liste
cli-list-too-long = la liste « { $path } » est trop longue : un million de chemins et 64 Mio au plus
cli-list-too-long-hint = nommez des dossiers plutôt que des fichiers, ou faites plusieurs conteneurs
cli-list-nul = la ligne { $line } de la liste « { $path } » contient un caractère NUL
cli-list-nul-hint = si chaque chemin se termine ainsi, ajoutez `-0`
cli-list-not-text = la ligne { $line } de la liste « { $path } » n’est pas du texte
cli-list-not-text-hint = écrivez la liste en UTF-8
cli-log-not-a-file = le journal « { $path } » est un lien, ou n’est pas un fichier ordinaire
cli-log-foreign = le fichier « { $path } » n’est pas un journal : il contient autre chose
cli-log-foreign-hint = rien n’a été fait : choisissez un autre fichier pour le journal
cli-log-not-a-file-hint = rien n’a été fait : choisissez un fichier pour le journal
cli-log-incomplete = il manque une ligne au journal : { $reason }
cli-unshown-hint = ce qui a été fait reste fait : envoyez la sortie ailleurs, et regardez ce qui est là avant de recommencer
cli-unlogged = l’opération a réussi, mais le journal n’a pas pu être écrit : { $reason }
cli-input-forbidden = il faut une phrase secrète, et `--no-input` interdit de la demander
cli-no-terminal = il faut une phrase secrète, et il n’y a pas de terminal pour la demander
cli-passphrase-hint = donnez-la avec `--passphrase-file` ou `--passphrase-fd`
cli-new-passphrase-hint = donnez la nouvelle avec `--passphrase-file` ou `--passphrase-fd`, ou laissez Scellé la créer avec `--generate-passphrase`
cli-added-passphrase-hint = donnez la nouvelle avec `--add-passphrase-file` ou `--add-passphrase-fd`, ou laissez Scellé la créer avec `--add-generated-passphrase`
cli-current-passphrase-hint = donnez l’actuelle, celle de la clé, avec `--old-passphrase-file`
cli-passphrase-file-empty = la phrase secrète du fichier « { $path } » est vide
cli-passphrase-file-not-text = la phrase secrète du fichier « { $path } » est trop longue, ou contient des caractères impossibles à saisir au clavier
cli-passphrase-file-hint = vérifiez que c’est le bon fichier : il contient la phrase secrète sur une seule ligne, d’au plus 1024 octets
cli-passphrase-unlocks-hint = donnez la phrase secrète qui a été choisie, sur une seule ligne d’au plus 1024 octets
cli-output-closed = le programme qui lisait la sortie l’a fermée
cli-output-closed-hint = recommencez, en lisant la sortie jusqu’au bout
cli-passphrases-differ = les deux phrases secrètes sont différentes
cli-passphrases-differ-hint = recommencez, et saisissez deux fois la même
cli-terminal-output = un conteneur n’est pas un texte : il ne sera pas écrit dans un terminal
cli-terminal-output-hint = choisissez un fichier avec `-o`, ou un tube, ou ajoutez `--armor`
cli-stream-not-alone = l’entrée standard se scelle seule, et c’est elle que `--name` nomme
cli-stream-not-alone-hint = donnez `-` et rien d’autre, ou des fichiers et des dossiers sans `--name`
cli-not-one-file = `-o` attend un seul fichier, et c’est un dossier ou plusieurs fichiers
cli-not-one-file-hint = nommez un seul fichier, ou extrayez tout dans un dossier avec `--into`
cli-stream-whole = plusieurs fichiers, ou un dossier, ne passent pas tels quels dans un tube
cli-stream-whole-hint = nommez un seul fichier, ou ajoutez `--tar` ou `--as-file` ; pour extraire sur le disque, nommez un dossier avec `--into`
cli-output-taken = le résultat et le JSON ne peuvent pas aller tous deux sur la sortie standard
cli-output-taken-hint = choisissez un fichier avec `-o`, ou un dossier avec `--into`, ou renoncez à `--json`
cli-bad-descriptor = le descripteur de fichier { $fd } est illisible
cli-bad-descriptor-hint = ouvrez-le dans le shell, par exemple avec `3<FICHIER`
cli-bad-descriptor-hint-windows = Windows ne transmet que l’entrée standard : indiquez le descripteur 0, ou donnez un fichier
cli-key-exists = il y a déjà un fichier { $path }
cli-key-exists-hint = gardez-le : il ouvre peut-être des conteneurs ; choisissez un autre endroit avec `-o`

cli-amount = { $count ->
    [one] un fichier, { $size }
   *[other] { $files } fichiers, { $size }
}
cli-stdin = entrée standard
cli-stdout = sortie standard
cli-sealed = scellé : { $path } ({ $amount })
cli-sealed-for = pour : { $names }
cli-sealed-for-self = vous êtes la seule personne à pouvoir l’ouvrir
cli-sealed-without-self = vous ne pouvez pas l’ouvrir vous-même : aucune de vos clés n’est parmi ses accès
cli-sealed-as-typed = cette phrase secrète a été saisie avec des accents séparés, et age demandera les mêmes octets : saisissez-la avec le même clavier
cli-sealed-classical = attention : un ordinateur quantique pourrait forcer l’un de ses destinataires
cli-each-failed = non scellé : { $path }
cli-armor-mended = le conteneur a été trouvé dans le texte qui l’entoure, ou les lignes de son texte avaient été coupées autrement
cli-names-unmarked = { $count ->
    [one] 1 nom n’est pas marqué UTF-8 dans cette archive ; il a été lu comme tel, à la manière des programmes d’Unix
   *[other] { $count } noms ne sont pas marqués UTF-8 dans cette archive ; ils ont été lus comme tels, à la manière des programmes d’Unix
}
cli-completion-group = groupe de { $count }
cli-not-preserved = ce système n’a pas de tels droits : --preserve ne change rien
cli-opened = extrait : { $paths } ({ $amount })
cli-verified = intact : { $path } ({ $amount })
cli-verify-failed = non intact : { $path }
cli-verify-unopened = non vérifié : { $path }
cli-key-made = clé créée : { $path } ; voici sa partie publique, à donner à qui scelle pour vous :
cli-skipped = laissé de côté : { $path }
cli-excluded = laissé de côté par les règles de votre organisation : { $path }
cli-link-left-out = laissé de côté, car c’est un lien : { $path }
cli-no-container = aucun conteneur dans { $path }
cli-unreadable = laissé de côté : { $reason }
cli-omitted = { $count ->
    [one] attention : un élément n’a pas pu être lu et n’est pas dans le conteneur
   *[other] attention : { $count } éléments n’ont pas pu être lus et ne sont pas dans le conteneur
}
cli-omitted-hint = { $count ->
    [one] il est nommé ci-dessus, avec la raison
   *[other] chacun est nommé ci-dessus, avec la raison
}
cli-not-portable = attention : certains systèmes n’admettent pas le nom { $name }
cli-case-conflict = attention : { $first } et { $second } sont un même nom sur certains systèmes
cli-renamed = renommé : { $path } s’appelle { $name } dans le conteneur
cli-renamed-on-disk = renommé : { $name } s’appelle { $disk } sur ce disque, qui ignore la casse
cli-kept-aside = une extraction interrompue n’a pas pu remettre en place « { $original } » : son contenu est conservé dans « { $kept } »

cli-accesses = Qui peut l’ouvrir, d’après le conteneur :
cli-accesses-none = Le conteneur ne dit pas qui peut l’ouvrir.
cli-accesses-alone = Il s’ouvre avec une seule phrase secrète, au format propre à age : age l’ouvre aussi. `scelle access add` en fait un accès parmi d’autres, et commence la liste.
cli-accesses-anonymous = { $count ->
    [one] Il s’ouvre avec un accès sans nom.
   *[other] Il s’ouvre avec { $count } accès sans nom.
} On peut en ajouter. Pour en retirer, ou pour changer le contenu, il faut d’abord nommer leurs détenteurs : `scelle access adopt`.
cli-accesses-false = attention : cette liste est fausse, et le conteneur n’est pas modifié tant qu’elle l’est : `scelle access adopt` y remet votre propre clé
cli-accesses-alike = attention : { $one } et { $other } s’écrivent de la même façon, mais sont deux accès distincts
cli-accesses-like-contact = attention : { $label } s’écrit comme votre contact { $name }, mais a une autre clé
cli-accesses-unlisted = { $count ->
    [one] Il y a un autre accès, non listé : { $tags }
   *[other] Il y a { $count } autres accès, non listés : { $tags }
}
role-owner = propriétaire
role-member = membre
role-recovery = recouvrement
access-passphrase = phrase secrète
access-passphrase-label = Phrase secrète
access-post-quantum = clé post-quantique
access-classical = clé classique ({ $kind })
access-unknown = accès d’un type inconnu ({ $kind })
access-argon2 = phrase secrète (Argon2id, { $memory }, { $passes } passes, { $lanes } voies)
access-scrypt = phrase secrète d’age (scrypt, { $memory })

cli-inspect-format = Conteneur au format age v1
cli-inspect-sizes = { $file } en tout : { $header } d’en-tête, { $payload } de contenu
cli-inspect-accesses = Il s’ouvre avec l’un de ces accès :
cli-inspect-anonymous = Il ne dit pas qui peut l’ouvrir.
cli-safety-post-quantum = Il résiste aux ordinateurs quantiques, pour autant qu’on sache.
cli-safety-classical = Un ordinateur quantique pourrait l’ouvrir.
cli-safety-unknown = Certains accès sont d’un type inconnu : on ne peut rien dire des ordinateurs quantiques.

help-access = Gérer les accès à un conteneur
help-access-list = Lister qui peut ouvrir un conteneur
help-access-list-container = Le conteneur ; - pour l’entrée standard
help-access-add = Donner un accès ; le contenu ne change pas
help-access-add-container = Le conteneur
help-access-add-recipient = Donner un accès à ce contact, ce groupe ou cette clé publique ; répétable
help-access-add-recipients-file = Donner un accès à chaque clé publique de ce fichier ; répétable
help-access-add-add-passphrase = Demander une phrase secrète qui ouvrira désormais le conteneur
help-access-add-add-passphrase-file = Lire dans ce fichier une phrase secrète qui ouvrira désormais le conteneur
help-access-add-add-passphrase-fd = Lire sur ce descripteur de fichier une phrase secrète qui ouvrira désormais le conteneur
help-access-add-add-generated-passphrase = Créer une phrase secrète solide qui ouvrira désormais le conteneur, et l’afficher une fois
help-access-add-label = Le nom de la phrase secrète dans la liste des accès
help-access-add-allow-classical = Accepter des destinataires qu’un ordinateur quantique pourrait forcer
help-access-add-force = Changer même le rôle d’un accès de recouvrement
help-access-remove = Retirer un accès ; le contenu est chiffré de nouveau pour les autres
help-access-remove-container-and-names = Le conteneur, puis les accès à retirer ; avec --all-in, seulement les accès
help-access-remove-force = Retirer même votre propre accès, ou un accès de recouvrement
help-access-replace = Donner un accès à une clé à la place d’une autre ; le contenu est chiffré de nouveau
help-access-replace-container-and-names = Le conteneur, l’accès à remplacer, et le contact ou la clé qui le remplace ; avec --all-in, seulement les deux derniers
help-access-replace-allow-classical = Accepter des destinataires qu’un ordinateur quantique pourrait forcer
help-access-replace-force = Remplacer même votre propre accès par une clé qui n’est pas la vôtre
help-access-adopt = Nommer les détenteurs d’accès que la liste ne nomme pas, ou nomme à tort
help-access-adopt-container = Le conteneur
help-access-adopt-recipient = Le détenteur d’un accès : un contact ou une clé publique ; répétable
help-access-adopt-recipients-file = Les détenteurs d’accès : chaque clé publique de ce fichier ; répétable
help-access-adopt-label = Le nom de la phrase secrète dans la liste des accès
help-access-adopt-replace = Remplacer les accès dont rien ne prouve le détenteur, si autant de détenteurs sont nommés
help-rekey = Chiffrer de nouveau le contenu, pour les mêmes personnes
help-rekey-container = Le conteneur
help-add = Ajouter des fichiers et des dossiers dans un conteneur
help-add-container = Le conteneur
help-add-paths = Les fichiers et dossiers à ajouter
help-add-at = Les ajouter dans ce dossier du conteneur
help-add-overwrite = Remplacer les fichiers qui s’y trouvent déjà
help-add-store = Ne pas compresser
help-add-exclude = Laisser de côté ce qui correspond à ce motif ; répétable
help-add-follow = Ajouter ce que désignent les liens symboliques
help-add-skip-special = Laisser de côté les liens symboliques et les fichiers spéciaux
help-add-skip-unreadable = Laisser de côté ce qui ne peut pas être lu, et finir par le code 11
help-add-portable = Refuser les noms que certains systèmes n’admettent pas
help-add-rename = Remplacer, dans les noms, les caractères qui seraient refusés
help-remove = Retirer des fichiers et des dossiers d’un conteneur
help-remove-container = Le conteneur
help-remove-entries = Ce qu’il faut retirer ; un dossier part avec tout ce qu’il contient
help-rename = Renommer un fichier ou un dossier dans un conteneur
help-rename-container = Le conteneur
help-rename-old = Son nom actuel
help-rename-new = Son nouveau nom
help-rename-overwrite = Remplacer le fichier qui porte ce nom
help-replace = Remplacer le contenu d’un fichier dans un conteneur
help-replace-container = Le conteneur
help-replace-entry = Le fichier du conteneur
help-replace-file = Le fichier qui a le nouveau contenu
help-replace-store = Ne pas compresser
help-diff = Comparer deux conteneurs, sans rien extraire
help-diff-first = L’ancien conteneur
help-diff-second = Le nouveau conteneur
help-any-role = Le rôle : member (membre), owner (propriétaire) ou recovery (recouvrement)
help-any-unlock-passphrase-file = Lire dans ce fichier la phrase secrète qui ouvre le conteneur
help-any-unlock-passphrase-fd = Lire sur ce descripteur la phrase secrète qui ouvre le conteneur
help-any-keep-passphrase-file = Lire dans ce fichier une phrase secrète qui doit continuer d’ouvrir le conteneur ; répétable
help-any-drop = Retirer cet accès plutôt que de demander sa phrase secrète ; répétable
help-any-drop-unlisted = Retirer les accès non listés
help-any-all-in = Agir sur chaque conteneur de ce dossier
help-any-recursive = Avec --all-in, agir aussi sur les conteneurs des sous-dossiers
help-any-go-on = Continuer après un conteneur en échec
help-any-dry-run = Afficher ce qui changerait, sans rien changer
help-any-names = Lire les noms qui ne sont pas marqués UTF-8 dans cette page de codes (cp850, cp437, cp1252…)
help-any-wait = Attendre tant de secondes, au plus, un autre programme qui modifie le conteneur

value-role = RÔLE
value-seconds = SECONDES

cli-ask-kept-passphrase = Phrase secrète « { $label } », pour garder son accès :{" "}
cli-edit-done = { $path } : { $what }
cli-edit-would = { $path } serait modifié : { $what }
cli-edit-nothing = { $path } : rien à changer
cli-edit-failed = { $path } : inchangé
cli-edit-imposed = accès ajouté, imposé par votre organisation : { $names }
cli-access-given = accès donné à { $names }
cli-access-removed = accès retiré à { $names }
cli-access-replaced = accès de { $old } remplacé par celui de { $new }
cli-access-unread = { $path } : accès non lus
cli-waiting = { $path } : un autre programme le modifie ; Scellé attend
cli-access-adopted = liste des accès complétée avec { $names }
cli-edit-converted = la phrase secrète est désormais un accès parmi d’autres : age n’ouvre plus le conteneur avec elle
cli-edit-disproved = inscription fausse retirée de la liste : { $names }
cli-unknown-keys = { $count ->
    [one] attention : une clé est reprise de la liste des accès sans être celle d’un contact : { $names }
   *[other] attention : { $count } clés sont reprises de la liste des accès sans être celles de contacts : { $names }
}
cli-unknown-keys-more = { $names }, et { $count } de plus
cli-edit-replaced = { $count ->
    [one] un accès non prouvé a été remplacé ; son détenteur, s’il n’est pas nommé ici, ne peut plus ouvrir le conteneur
   *[other] { $count } accès non prouvés ont été remplacés ; leurs détenteurs, s’ils ne sont pas nommés ici, ne peuvent plus ouvrir le conteneur
}
cli-midway = annulé ; modifiés : { $changed }, sans rien à modifier : { $unchanged }, non examinés : { $unseen }
cli-midway-hint = relancez la même commande : elle ne touche pas à ce qui est déjà fait
cli-rekeyed = chiffré de nouveau, pour les mêmes personnes
cli-copies-stay-readable = les copies faites auparavant restent lisibles pour qui pouvait les ouvrir
cli-entries-added = ajouté : { $names }
cli-entries-removed = retiré : { $names }
cli-entries-renamed = renommé : { $old } s’appelle maintenant { $new }
cli-entries-replaced = contenu remplacé : { $name }
cli-diff-access = accès : { $label }, donné le { $date }
cli-diff-newest = accès le plus récent : { $before } avant, { $after } après
cli-diff-older-first-accesses = le premier conteneur est le plus ancien, d’après les dates de ses accès
cli-diff-older-second-accesses = le second conteneur est le plus ancien, d’après les dates de ses accès
cli-diff-older-first-files = le premier conteneur est le plus ancien, d’après les dates de ses fichiers
cli-diff-older-second-files = le second conteneur est le plus ancien, d’après les dates de ses fichiers
cli-diff-unlisted = accès non listés : { $before } avant, { $after } après
cli-differ = les deux conteneurs diffèrent
cli-differ-hint = les différences sont affichées
cli-nobody-named = indiquez à qui retirer l’accès
cli-nobody-named-hint = donnez les noms après le conteneur ; `scelle access list` dit qui peut l’ouvrir
cli-nobody-to-add = indiquez à qui donner l’accès
cli-nobody-to-add-hint = indiquez les personnes, ou leurs clés, avec `--recipient`, ou un fichier de clés avec `--recipients-file`
cli-not-under-passphrase = la clé « { $path } » n’est sous aucune phrase secrète de Scellé : l’armure ne la protégerait pas
cli-not-under-passphrase-hint = donnez-lui une phrase secrète avec `scelle key passphrase`, ou exportez-la sans `--armor`

help-any-policy = Ajouter les règles de ce fichier à celles du système ; elles ne peuvent que les durcir
help-seal-no-self = Ne pas se donner d’accès à soi-même
help-key-show = Afficher sa clé publique et son empreinte
help-key-list = Lister ses clés, la clé actuelle en dernier
help-card = Créer sa carte de contact, à donner à ses correspondants
help-card-output = Écrire la carte à cet endroit
help-card-overwrite = Remplacer le fichier qui s’y trouve
help-card-name = Votre nom
help-card-email = Votre adresse électronique
help-card-organisation = L’organisation où vous travaillez
help-contact = Gérer les personnes pour qui l’on scelle
help-contact-add = Ajouter un contact d’après sa carte ou sa clé publique
help-contact-add-cards = Les cartes de contact, ou des clés publiques
help-contact-add-name = Le nom sous lequel vous connaissez cette personne
help-contact-add-replace = C’est la même personne avec une nouvelle clé
help-contact-list = Lister ses contacts
help-contact-show = Afficher un contact, avec son empreinte
help-contact-show-name = Le contact
help-contact-verify = Comparer l’empreinte d’un contact à celle que cette personne vous lit
help-contact-verify-name = Le contact
help-contact-verify-fingerprint = Les trente chiffres que cette personne vous lit ; demandés s’ils ne sont pas donnés
help-contact-rename = Donner un autre nom à un contact ou à un groupe
help-contact-rename-old = Le nom actuel
help-contact-rename-new = Le nouveau nom
help-contact-remove = Retirer un contact ou un groupe
help-contact-remove-name = Le contact ou le groupe
help-contact-export = Créer la carte d’un contact
help-contact-export-name = Le contact
help-contact-export-output = Écrire la carte à cet endroit
help-contact-export-overwrite = Remplacer le fichier qui s’y trouve
help-group = Gérer des groupes de contacts
help-group-add = Ajouter des contacts à un groupe, créé au besoin
help-group-add-name = Le groupe
help-group-add-members = Les contacts
help-group-remove = Retirer des contacts d’un groupe ; retirer le groupe si aucun n’est nommé
help-group-remove-name = Le groupe
help-group-remove-members = Les contacts
help-group-list = Lister les groupes
help-policy = Afficher ce que votre organisation impose
help-policy-show = Afficher les règles en vigueur
help-policy-check = Vérifier un fichier de règles, et les afficher
help-policy-check-file = Le fichier de règles
help-portable = Emporter Scellé sur une clé USB
help-portable-make = Créer un dossier de programmes qui gardent clés et contacts à côté d’eux
help-portable-make-dir = Le dossier à créer ; il n’existe pas, ou il est vide
help-portable-make-program = Un autre programme à y mettre, comme celui d’un autre système ; répétable
cli-portable = les clés et les contacts de ces programmes restent dans « { $path } »
cli-program-twice = deux des programmes se nomment « { $name } »
cli-program-twice-hint = renommez l’un des deux, ou laissez-le de côté ; les programmes à côté de celui-ci sont copiés d’eux-mêmes
portable-marker =
    # Les programmes placés à côté de ce fichier gardent clés, contacts, préférences et journal dans le
    # dossier « data » voisin, et n’écrivent rien dans les dossiers de l’utilisateur du poste.
    # Le contenu de ce fichier ne compte pas : seule compte sa présence.

help-help = Afficher l’aide d’une commande
help-help-command = La commande

value-command = COMMANDE
value-email = ADRESSE
value-card = CARTE
value-digits = CHIFFRES
value-contact = PERSONNE

cli-ask-fingerprint = Empreinte que { $name } vous lit :{" "}
cli-fingerprint = empreinte : { $fingerprint }
cli-no-key = vous n’avez pas encore de clé
cli-no-key-hint = créez-en une avec `scelle key new`
cli-name-needed = il faut un nom
cli-name-needed-hint = donnez-le avec `--name`
cli-one-name = `--name` nomme un seul contact, et plusieurs cartes sont données
cli-one-name-hint = renoncez à `--name` : les cartes apportent leurs noms ; ou ajoutez cette carte seule
cli-bad-name = « { $name } » ne peut pas être un nom
cli-bad-name-hint = choisissez un nom d’au plus 255 octets, sans caractère invisible
cli-misnamed-hint = donnez un autre nom : celui d’un emplacement dans le conteneur, avec `/` entre les dossiers
cli-not-a-fingerprint = une empreinte a trente chiffres, en six groupes de cinq
cli-not-a-fingerprint-hint = redemandez-la, chiffre par chiffre
cli-fingerprint-differs = ce n’est pas l’empreinte de la clé que vous avez pour { $name } : ne scellez rien pour cette personne
cli-fingerprint-differs-hint = demandez à { $name } une nouvelle carte de contact, par un moyen sûr
cli-contact-new = contact ajouté : { $name } ; empreinte à vérifier avec cette personne : { $fingerprint }
cli-contact-known = { $name } est déjà un contact, avec cette clé
cli-contact-changed = attention : { $name } a une nouvelle clé et n’est plus vérifié ; empreinte à vérifier avec cette personne : { $fingerprint }
cli-contact-same-key = attention : c’est aussi la clé de { $name }
cli-contact-resembles = attention : le nom { $name } ressemble à { $other }, un de vos contacts, mais s’écrit avec d’autres lettres : vérifiez de qui il s’agit
cli-contact-removed = retiré : { $name }
cli-contact-renamed = renommé : { $old } s’appelle maintenant { $new }
cli-contact-verified = { $name } — vérifié
cli-contact-unverified = { $name } — non vérifié
cli-contact-now-verified = vérifié : { $name }
cli-contact-previous = ancienne clé, empreinte : { $fingerprint }
cli-contacts-none = vous n’avez pas encore de contacts : ajoutez une carte de contact avec `scelle contact add`
cli-groups-none = vous n’avez pas encore de groupes : créez-en un avec `scelle group add`
cli-group-made = groupe créé : { $name }
cli-group-changed = groupe modifié : { $name }
cli-group-removed = groupe retiré : { $name }
cli-card-written = carte de contact : { $path } ; empreinte : { $fingerprint }
cli-unverified = attention : l’empreinte de { $name } n’a pas été vérifiée
cli-recipient-unsupported = attention : la ligne { $line } de « { $path } » est laissée de côté, car ce type de clé ne permet pas de sceller : { $key }
cli-recipient-options = attention : la ligne { $line } de « { $path } » est laissée de côté, car des options de SSH restreignent cette clé : { $key }
access-self-label = Expéditeur
access-known = { $label } — connu de vous sous le nom { $name }
access-known-unverified = { $label } — connu de vous sous le nom { $name }, non vérifié
access-self = { $label } — c’est vous
access-false = { $label } — faux : c’est une autre clé qui ouvre cet accès
access-claimed = { $label } — inconnu de vous : ce nom n’est qu’une affirmation
access-directory = { $name } — dans l’annuaire de votre organisation
access-known-directory = { $label } — { $name } dans l’annuaire de votre organisation

policy-none = aucune organisation n’impose de règles sur cette machine
policy-from = règles de { $files }
policy-recovery = chaque conteneur peut être ouvert par { $label } (accès de recouvrement)
policy-passphrases-allowed = les phrases secrètes sont permises
policy-passphrases-beside = les phrases secrètes ne sont permises qu’à côté d’un destinataire
policy-passphrases-forbidden = les phrases secrètes sont interdites
policy-length = les phrases secrètes ont au moins { $count } caractères
policy-argon2 = un essai de phrase secrète coûte au moins { $memory }, { $passes } passes, { $lanes } voies
policy-classical-allowed = les destinataires qu’un ordinateur quantique pourrait forcer sont acceptés sur demande
policy-classical-forbidden = les destinataires qu’un ordinateur quantique pourrait forcer sont interdits
policy-anonymous-allowed = les conteneurs qui ne disent pas qui peut les ouvrir sont acceptés sur demande
policy-anonymous-forbidden = les conteneurs qui ne disent pas qui peut les ouvrir sont interdits
policy-unverified-allowed = les contacts n’ont pas à être vérifiés
policy-unverified-warned = les contacts non vérifiés donnent un avertissement
policy-unverified-refused = les contacts non vérifiés sont refusés
policy-unknown-keys-named = chiffrer pour des clés d’une liste des accès qui ne sont pas celles de contacts est permis, et les nomme
policy-unknown-keys-refused = chiffrer pour des clés d’une liste des accès qui ne sont pas celles de contacts est refusé
policy-directory = les cartes de contact de l’organisation sont dans { $paths }
policy-exclude = toujours laissé de côté : { $patterns }

help-key-export = Exporter la clé actuelle sous une forme qu’age accepte, sans phrase secrète
help-key-export-output = L’écrire à cet endroit
help-key-export-armor = La garder protégée par sa phrase secrète, sous forme de texte
help-key-export-yes = Ne pas demander de confirmation
help-key-import = Importer une clé d’age, de SSH ou de Scellé, qui devient la clé actuelle
help-key-import-file = Le fichier de la clé
help-key-import-plain = Ne pas protéger la clé par une phrase secrète
help-key-passphrase = Changer la phrase secrète de la clé actuelle
help-key-passphrase-old-passphrase-file = Lire la phrase secrète actuelle dans ce fichier
help-key-renew = Créer une nouvelle clé ; les anciennes ouvrent encore ce qu’elles ouvraient
help-key-renew-plain = Ne pas protéger la clé par une phrase secrète
help-key-unlock = Garder ses clés déverrouillées quelque temps, dans le service de secrets de la session
help-key-unlock-for = Pour combien de temps : 30min, 8h, 1j… (1h par défaut ; 7j au plus)
help-key-unlock-passphrase = Demander la phrase secrète de la clé (par défaut)
help-key-lock = Oublier ce qui était déverrouillé
help-key-paper = Mettre la clé actuelle sur une page à imprimer et à garder au coffre, en texte et en code QR
help-key-paper-output = Écrire la page à cet endroit, en PDF
help-key-paper-yes = Ne pas demander de confirmation
help-key-import-old-passphrase-file = Lire dans ce fichier la phrase secrète actuelle de la clé
help-completions = Afficher le script de complétion d’un interpréteur de commandes
help-completions-shell = bash, zsh, fish, powershell ou elvish
help-man = Écrire les pages de manuel, dans les deux langues
help-man-into = Les écrire sous ce dossier
value-shell = INTERPRÉTEUR
value-duration = DURÉE
man-name = NOM
man-exit = CODES DE SORTIE
man-manual = Manuel de Scellé

cli-ask-export = Ce fichier permettra de lire tout ce qui est scellé pour vous. L’exporter ? (oui/non){" "}
cli-ask-large = Le conteneur dit contenir { $size }, alors qu’il n’occupe que { $container }. L’extraire ? (oui/non){" "}
cli-yes = oui
cli-yes-short = o
cli-key-exported = clé exportée : { $path }
cli-key-passphrase-changed = phrase secrète changée : { $path }
cli-key-plain = aucune phrase secrète ne la protège
cli-key-locked = verrouillée
cli-key-protected = protégée par une phrase secrète
cli-key-in-use = { $path } (clé actuelle)
cli-key-unlocked-until = déverrouillée jusqu’au { $until }
cli-key-unlocked = déverrouillé jusqu’au { $until } : { $paths }
cli-key-left-locked = toujours verrouillé, sous une autre phrase secrète : { $paths }
cli-key-locked-again = verrouillé : la phrase secrète sera de nouveau demandée
cli-key-was-locked = rien n’était déverrouillé
cli-never-locked = la clé { $path } n’a pas de phrase secrète : elle n’est jamais verrouillée
cli-never-locked-hint = donnez-lui-en une avec `scelle key passphrase`
cli-ask-paper = Cette page permettra de lire tout ce qui est scellé pour vous. L’écrire ? (oui/non){" "}
cli-paper-written = page à imprimer : { $path } ; une fois imprimée, supprimez ce fichier

paper-title = Scellé – clé à garder au coffre
paper-name = Nom
paper-date = Écrite le
paper-fingerprint = Empreinte
paper-warning = Cette page permet d’ouvrir tout ce qui est scellé pour cette clé. Gardez-la dans un coffre, et ne la montrez à personne.
paper-lines = La clé, à saisir. Chaque ligne finit par deux caractères qui la vérifient ; aucune clé n’a de B, I, O ou 1.
paper-type = Saisissez les quatre lignes ci-dessus dans un fichier texte ; ou lisez le code QR avec un appareil qui ne garde rien.
paper-import = Avec Scellé : « J’ai déjà une clé » dans la fenêtre, ou scelle key import FICHIER. Une ligne fautive est nommée ; casse et espaces ne comptent pas.
paper-destroy = Supprimez ensuite ce fichier. La clé ouvre de nouveau tout ce qui a été scellé pour elle.
paper-identity = Sans Scellé, cette seule ligne est un fichier d’identité d’age (age-encryption.org) : age -d -i FICHIER dossier.scelle > dossier.zip
cli-answer-needed = une confirmation est nécessaire, et il n’y a pas de terminal où la demander
cli-answer-needed-hint = donnez-la d’avance avec `{ $option }`

## Fenêtre

win-place-start = Accueil
win-place-seal = Sceller
win-place-open = Ouvrir
win-place-contacts = Carnet
win-place-settings = Réglages
win-place-welcome = Bienvenue
win-title = Scellé : { $place }
win-places = Lieux
win-tree-level = niveau { $level }
win-tree = Contenu du conteneur
win-side-no-key = Créer ma clé
win-side-key = Ma clé
win-side-about = Votre clé
win-browse = Parcourir…
win-cancel = Annuler
win-continue = Continuer
win-back = Retour
win-done = Terminé
win-close = Fermer
key-escape = Échap
key-enter = Entrée
key-control = Ctrl
key-shift = Maj
key-left = Flèche gauche
key-right = Flèche droite
win-details = Détails
win-copied = Copié
win-copied-secret = Phrase secrète copiée ; elle sera effacée du presse-papiers dans une minute
win-remove-named = Retirer { $name }
win-forget-named = Oublier { $name }
win-percent = { $percent } %
win-progress = { $done } sur { $total }, { $rate }/s
win-deriving = vérification de la phrase secrète…
win-progress-soon = Un instant…
win-left-moment = bientôt fini
win-left-seconds = encore { $seconds } secondes
win-left-minutes = { $minutes ->
    [one] encore une minute environ
   *[other] encore { $minutes } minutes environ
}
win-no-dialog = Aucune fenêtre de choix n’a pu s’afficher
win-no-dialog-hint = Saisissez le chemin dans le champ, ou déposez les fichiers sur la fenêtre.
win-no-dialog-type = Aucune fenêtre de choix n’a pu s’afficher : saisissez le chemin ici.
win-no-display = Scellé ne peut pas afficher sa fenêtre : il n’y a pas d’écran (ni DISPLAY ni WAYLAND_DISPLAY ne sont définis). La commande scelle fait le même travail.
win-no-display-answer = Scellé ne peut pas afficher sa fenêtre : l’écran { $display } ne répond pas. La commande scelle fait le même travail.
win-no-opengl = Scellé ne peut pas afficher sa fenêtre : OpenGL manque sur cette machine, même en version logicielle. Sous Debian et Ubuntu : apt install libgl1 libgl1-mesa-dri. La commande scelle fait le même travail.
win-no-library = Scellé ne peut pas afficher sa fenêtre : la bibliothèque { $library } manque. Sous Debian et Ubuntu : apt install libxkbcommon-x11-0
win-no-window = Scellé ne peut pas afficher sa fenêtre : { $reason }
win-close-title = Un travail est en cours
win-close-about = Si vous l’arrêtez, rien d’inachevé ne restera.
win-close-stop = Arrêter et fermer
win-close-stay = Laisser travailler
win-hint-target-exists = Choisissez un autre emplacement ou un autre nom, ou cochez la case qui le remplace.
win-hint-access-false = Corrigez d’abord la liste : sous « Qui peut l’ouvrir ».
win-hint-archive = Rien n’a été extrait. Demandez à l’expéditeur si ce conteneur vient bien de lui.
win-hint-adoption-none = Pour que cette personne puisse ouvrir le conteneur, donnez-lui plutôt un accès.
win-hint-adoption-several = Saisissez la phrase secrète qui le prouve, ou nommez tous leurs détenteurs et cochez la case ci-dessous.
win-hint-another-name = Choisissez un autre nom.
win-hint-kept = Scellé garde cet accès, pour éviter une perte par erreur.
win-hint-last-owner = Désignez d’abord un autre propriétaire.
win-hint-not-an-owner = Adressez-vous à l’un d’eux : « Qui peut l’ouvrir » les nomme.
win-hint-stands-alone = Dites d’abord qui peut l’ouvrir, sous « Qui peut l’ouvrir ».
win-hint-special = Laissez-les de côté avec la case sous la liste, ou retirez ce dossier.

win-start-title = Que voulez-vous faire ?
win-start-named = Bonjour, { $name }
win-start-about = Déposez des fichiers ou un conteneur n’importe où sur cette fenêtre, ou choisissez ci-dessous.
win-start-seal = Sceller des fichiers
win-start-seal-about = Les enfermer dans un conteneur que seules les personnes choisies pourront ouvrir.
win-start-open = Ouvrir un conteneur
win-start-open-about = Déverrouiller un fichier .scelle reçu, et en sortir les fichiers.
win-recent = Conteneurs récents
win-recent-none = Rien pour l’instant
win-recent-none-about = Les conteneurs que vous scellerez ou ouvrirez apparaîtront ici.

win-welcome-title = Bienvenue dans Scellé
win-welcome-about = Trois étapes, deux minutes : ensuite, vos collègues pourront sceller des fichiers pour vous.
win-welcome-skip = Passer : je veux seulement ouvrir un fichier avec une phrase secrète
win-step = { $number }. { $name }
win-step-name = Votre nom
win-step-passphrase = Votre phrase secrète
win-step-card = Votre carte
win-name-title = Qui êtes-vous ?
win-name-about = Ce nom sera montré à ceux avec qui vous échangez des conteneurs.
win-name = Prénom et nom
win-name-hint = Camille Bernard
win-email = Courriel (facultatif)
win-email-hint = camille.bernard@exemple.fr
win-own-passphrase = La phrase secrète de votre clé
win-own-passphrase-about = Elle vous sera demandée pour ouvrir vos conteneurs. Elle ne peut pas être retrouvée : notez-la en lieu sûr.
win-generate = En créer une pour moi
win-choose-own = Choisir la mienne
win-make-key = Créer ma clé
win-make-key-noted = Je l’ai notée : créer ma clé
win-making-key = Création de votre clé
win-card-title = Votre carte de contact
win-card-about = Envoyez ce petit fichier à vos collègues : il leur permet de sceller pour vous. Il ne contient rien de secret.
win-card-path = Enregistrer la carte sous
win-card-save = Enregistrer la carte
win-card-copy = Copier la carte
win-card-saved = Carte enregistrée
win-card-saved-at = Carte enregistrée : { $path }

win-passphrase = Phrase secrète
win-passphrase-again = La même, une seconde fois
win-passphrases-differ = Elles ne sont pas identiques.
win-show-passphrase = Montrer la phrase secrète
win-hide-passphrase = Masquer la phrase secrète
win-copy-passphrase = Copier la phrase secrète
win-copy-passphrase-about = Le presse-papiers sera vidé au bout d’une minute.
win-other-channel = Transmettez-la par un autre canal que le conteneur : par téléphone ou de vive voix.
win-strength-advice = Les meilleures phrases secrètes réunissent plusieurs mots sans rapport entre eux.
win-strength-good = C’est une bonne phrase secrète.
win-payload-about = Scellé n’interprète pas ce qui s’y trouve. Vous pouvez tout de même l’écrire tel quel dans un fichier, et l’examiner avec prudence.
win-payload-path = Écrire le contenu sous
win-payload-write = Écrire le contenu dans un fichier
win-payload-written = Le contenu est écrit dans un fichier ; Scellé ne l’a pas interprété
win-open-folder = Ouvrir le dossier
win-keep-both = Garder les deux
win-keep-both-about = Extraire dans un nouveau dossier, à côté de ce qui s’y trouve
win-title-working = { $percent } – { $name } – Scellé
win-notify-done = Scellé a terminé son travail.
win-about = À propos de Scellé
win-about-version = Version { $version }
win-about-licence = Logiciel libre, sous la licence { $licence }
win-about-fonts = Polices : Inter (OFL 1.1) et Ubuntu (Ubuntu Font Licence 1.0) ; icônes : Lucide (ISC). Les licences des bibliothèques accompagnent le logiciel.
win-paper-print = Imprimer
win-paper-print-about = Ouvre la page dans votre visionneuse, d’où vous l’imprimez
win-paper-remove = Supprimer ce fichier
win-paper-removed = Le fichier est supprimé : il ne reste que la page imprimée
win-hint-keys-busy = Réessayez dans un instant.
win-hint-busy = Réessayez dans un instant. Si aucun autre programme ne le modifie, adressez-vous à votre administrateur.
win-hint-name = Laissez Scellé remplacer ce qui est refusé, ou renommez le fichier.
win-names-refused = Ces noms sont refusés ; Scellé peut y remplacer ce qui est refusé
win-names-rename = Remplacer, et ajouter
win-mail-card-body = Voici ma carte de contact Scellé : ouvrez-la avec Scellé, et vous pourrez sceller des fichiers pour moi. C’est un logiciel libre et gratuit : { $site }
win-mail-card-draft = Aucune messagerie n’a répondu : ce brouillon contient votre carte, ouvrez-le avec la vôtre : { $path }
win-card-send = Envoyer ma carte
win-reply = Répondre
win-reply-about = Sceller quelque chose pour les propriétaires de ce conteneur
win-contact-add-named = Ajouter { $name } au carnet
win-contacts-add-all = Ajouter les { $count }
win-new-contacts = Nouveaux contacts : { $count } cartes
win-add-named = Ajouter { $name }
win-contact-not-found = Aucun contact ne correspond à « { $name } ».
win-dictate = Pour la dicter : des mots sans accents ni majuscules, séparés par des tirets.
win-words-so-far = { $known } mots sur { $expected }
win-words-all = Les { $count } mots y sont.
win-words-too-many = Il y a plus de { $expected } mots.
win-words-wrong = Le mot n° { $number } n’est pas dans la liste : vérifiez son orthographe.
win-words-wrong-word = Le mot n° { $number }, « { $word } », n’est pas dans la liste : vérifiez son orthographe.
win-passed-on = Je l’ai transmise ou notée
win-passed-on-title = Avez-vous transmis la phrase secrète ?
win-passed-on-about = Cette fenêtre en détient le seul exemplaire. Quand elle aura disparu, plus personne ne pourra ouvrir le conteneur avec elle.
win-passed-on-stay = Revenir à la phrase secrète
win-passed-on-leave = Elle est transmise : continuer
win-passed-on-close = Elle est transmise : fermer
win-skip-title = Passer sans créer de clé ?
win-skip-about = Ce que vous avez saisi ici ne sera pas gardé. Vous pourrez créer une clé plus tard, dans les réglages.
win-skip-yes = Passer
win-skip-stay = Continuer ici
win-my-name = Mon nom
win-my-name-about = Il figure sur votre carte, et dans la liste des accès des conteneurs que vous scellez.
win-my-name-save = Enregistrer mon nom
win-my-name-saved = Votre nom est enregistré
win-my-name-next = Les collègues qui ont déjà votre carte gardent le nom qui y figurait.

win-seal-title = Sceller des fichiers
win-seal-about = Choisissez ce que contiendra le conteneur, et qui pourra l’ouvrir.
win-files = Fichiers
win-drop-files = Déposez ici des fichiers et des dossiers
win-drop-about = ou cliquez pour les choisir
win-choose-files = Choisir des fichiers…
win-choose-folder = Choisir un dossier…
win-path-to-add = Chemin d’un fichier ou d’un dossier
win-path-hint = ou un chemin, puis Entrée
win-measuring = Mesure en cours…
win-folder-size = { $count ->
    [0] aucun élément, { $size }
    [one] un élément, { $size }
   *[other] { $shown } éléments, { $size }
}
win-total = { $count ->
    [0] Rien, { $size }
    [one] Un élément, { $size }
   *[other] { $shown } éléments, { $size }
}
win-skip-special = Laisser de côté les liens et les fichiers spéciaux
win-rename-names = Remplacer dans ces noms les caractères refusés
win-skipped = Laissé de côté : { $path }
win-skipped-excluded = Laissé de côté par les règles de votre organisation : { $path }
win-excluded = laissé de côté par les règles de votre organisation
win-not-portable = Windows n’admet pas le nom { $name }
win-case-conflict = Seules les majuscules distinguent { $one } de { $other }
win-renamed = { $path } devient { $name }
win-mail-10 = C’est plus que n’acceptent beaucoup de messageries (10 Mo)
win-mail-10-hint = Il pourrait être refusé. Un dossier partagé ou une clé USB acceptent toute taille, et le conteneur y reste scellé.
win-mail-25 = C’est trop volumineux pour un courriel (25 Mo)
win-mail-25-hint = Placez le conteneur dans un dossier partagé ou sur une clé USB : il y reste scellé. Ou faites-en plusieurs plus petits.
win-recipients = Destinataires
win-recipient-field = Ajouter une personne ou un groupe
win-recipient-hint = deux lettres d’un nom suffisent
win-nobody = Aucun contact ne correspond à « { $name } » : importez sa carte, ou donnez-lui un accès par phrase secrète ci-dessous.
win-import-card = Importer une carte de contact
win-add-key = Ajouter cette clé
win-group-of = { $count ->
    [0] groupe sans membre
    [one] groupe d’une personne
   *[other] groupe de { $count } personnes
}
win-oneself = { $name } (vous)
win-oneself-about = Vous gardez un accès à ce que vous scellez
win-imposed = { $name } (recouvrement)
win-imposed-about = Imposé par votre organisation : { $file }
win-imposed-why = L’accès de recouvrement est imposé par votre organisation, pour que rien ne soit perdu avec une clé. Il ne peut pas être retiré.
win-classical = Un ordinateur quantique pourrait un jour ouvrir ce qui est scellé pour { $name }
win-classical-hint = Demandez une carte plus récente, ou acceptez cette protection moindre.
win-classical-allow = Accepter cette protection moindre
win-no-key-yet = Vous n’avez pas encore de clé : vous ne pourriez pas ouvrir vous-même ce conteneur.
win-only-oneself = Personne d’autre que vous ne pourra l’ouvrir : ajoutez un destinataire, ou un accès par phrase secrète.
win-trust-verified = identité vérifiée : vous avez comparé l’empreinte
win-trust-directory = de l’annuaire de votre organisation
win-trust-unverified = identité non vérifiée
win-trust-given = clé publique donnée directement
win-passphrase-access = Phrase secrète
win-passphrase-access-about = Pour un destinataire qui n’a pas de clé : toute personne qui connaît la phrase secrète peut ouvrir le conteneur.
win-access-none = Aucune
win-access-generated = En créer une
win-access-typed = La choisir moi-même
win-where = Où l’écrire
win-output = Conteneur
win-replace = Remplacer le fichier qui s’y trouve
win-seal = Sceller ces fichiers
win-missing-files = Ajoutez d’abord des fichiers.
win-missing-failed = Un élément de la liste ne peut pas être scellé.
win-missing-people = Ajoutez un destinataire ou une phrase secrète.
win-missing-passphrase = Saisissez la phrase secrète deux fois.
win-missing-output = Indiquez où l’écrire.
win-sealing = Scellement en cours…
win-sealing-about = Le conteneur n’apparaîtra qu’une fois complet.
win-sealed = C’est scellé
win-sealed-about = Le conteneur est prêt : seules les personnes ci-dessous peuvent l’ouvrir.
win-sealed-file = { $name } est prêt ({ $size })
win-mail = Joindre à un courriel
win-mailing = Remise au logiciel de messagerie…
win-mail-draft = Aucune messagerie n’a répondu : ce brouillon contient le conteneur, ouvrez-le avec la vôtre
win-mail-body = Le conteneur ci-joint s’ouvre avec Scellé, un logiciel libre et gratuit : { $site }
win-show-in-folder = Montrer dans le dossier
win-copy-path = Copier le chemin
win-page = Ajouter la page pour navigateurs
win-page-about = À côté du conteneur, par exemple sur une clé USB : les destinataires qui n’ont pas Scellé l’ouvrent dans leur navigateur
win-page-written = La page scelle.html est à côté du conteneur
win-page-check = Donnez son SHA-256 au destinataire par un autre canal, par exemple au téléphone :
win-page-check-how = Sous Windows, « certutil -hashfile scelle.html SHA256 » calcule celui de son exemplaire ; sous Linux, « sha256sum scelle.html ».
win-page-copy = Copier le SHA-256
win-page-taken = Un autre fichier s’appelle déjà scelle.html
win-page-taken-hint = C’est peut-être une autre version de la page. Déplacez-le, ou remplacez-le.
win-page-replace = Remplacer ce fichier
win-passphrase-to-give = La phrase secrète à transmettre
win-seal-again = Sceller autre chose

win-open = Ouvrir ce conteneur
win-open-title = Ouvrir un conteneur
win-open-about = Rien n’est écrit avant que vous ne le demandiez.
win-drop-container = Déposez ici un conteneur
win-drop-container-about = ou cliquez pour le choisir
win-container-path = Conteneur
win-open-other = Un autre conteneur
win-locked-about = Ce conteneur est verrouillé.
win-post-quantum = à l’abri aussi des ordinateurs quantiques
win-unlock-with = Déverrouiller avec
win-with-own-key = Ma clé
win-with-passphrase = Une phrase secrète
win-with-other-key = Une autre clé
win-other-key-about = Une clé dans un fichier : de Scellé, d’age ou SSH. Laissez la phrase secrète vide si elle n’en a pas.
win-identity-file = Fichier de la clé
win-key-passphrase = Phrase secrète de votre clé
win-container-passphrase = Phrase secrète du conteneur
win-identity-passphrase = Phrase secrète de cette clé
win-unlock = Déverrouiller
win-unlocking = Déverrouillage…
win-nothing-opens = Rien de ce que Scellé connaît n’ouvre ce conteneur
win-contents = Contenu
win-who = Qui peut l’ouvrir
win-check = Vérifier
win-check-about = Tout lire sans rien écrire : rien n’est endommagé ni modifié
win-checking = Vérification…
win-checked = { $count ->
    [0] Rien à vérifier : il n’y a pas de fichier ({ $size })
    [one] Un fichier est intact ({ $size })
   *[other] { $shown } fichiers sont intacts ({ $size })
}
win-close-container = Fermer le conteneur
win-search-files = Rechercher
win-column-name = Nom
win-column-size = Taille
win-column-date = Modifié
win-choose-all = Tout choisir
win-choose-entry = Choisir { $name }
win-add-files = Ajouter des fichiers…
win-add-drop = Vous pouvez aussi les déposer sur la fenêtre.
win-remove-files = Supprimer
win-rename = Renommer
win-rename-title = Renommer { $name }
win-rename-field = Nouveau nom
win-extract-to = Extraire dans ce dossier
win-extract-all = Tout extraire
win-extract-chosen = { $count ->
    [one] Extraire la sélection
   *[other] Extraire les { $shown } sélectionnés
}
win-extracting = Extraction…
win-extracted = { $count ->
    [0] Aucun fichier extrait, seulement des dossiers
    [one] Un fichier extrait
   *[other] { $shown } fichiers extraits
}
win-replace-files = Remplacer les fichiers qui s’y trouvent
win-allow-large = Extraire quand même
win-reading = Lecture…
win-preview-about = Montré depuis la mémoire : rien n’a été écrit sur le disque.
win-preview-large = { $size } : c’est trop volumineux pour être montré ici
win-preview-unknown = Ce genre de fichier ne peut pas être montré ici
win-preview-extract = Extrayez-le, puis ouvrez-le avec le logiciel qui convient.
win-preview-extract-this = Extraire ce fichier
win-preview-before = Le fichier précédent
win-preview-after = Le fichier suivant
win-preview-guessed = Lu comme { $encoding } : le fichier ne dit pas comment ses lettres sont écrites.
win-preview-document = Le texte seul, sans mise en page ni images.
win-preview-page = Page { $page } sur { $pages }
win-preview-page-of = Page { $page } de { $name }
win-preview-page-before = La page précédente
win-preview-page-after = La page suivante
win-preview-pdf-not = Ce fichier PDF ne peut pas être montré ici : il est endommagé ou protégé, ou trop complexe à afficher
win-editing = Modification du conteneur…
win-edited = Le conteneur a été modifié
win-no-list = Ce conteneur ne dit pas qui peut l’ouvrir
win-no-list-hint = Il a été scellé avec une seule phrase secrète, anonymement, ou par un autre logiciel.
win-unlisted = { $count ->
    [one] Un accès n’est pas listé
   *[other] { $count } accès ne sont pas listés
}
win-unlisted-hint = D’autres personnes peuvent peut-être ouvrir ce conteneur.
win-unlisted-lost = { $count ->
    [one] Un accès non listé serait perdu
   *[other] { $count } accès non listés seraient perdus
}
win-unlisted-lost-hint = Le conteneur va être chiffré de nouveau, et les détenteurs de ces accès sont inconnus. Nommez-les, ou retirez ces accès.
win-unlisted-lose = Retirer ces accès
win-list-false = La liste des accès est fausse : elle donne votre accès à une autre clé
win-list-false-hint = L’auteur de cette liste pourrait lire ce que vous ajoutez à ce conteneur, et vous ne pourriez plus l’ouvrir. Corrigez la liste, puis vérifiez qui d’autre peut ouvrir le conteneur.
win-correct-list = Corriger la liste…
win-correct-title = Corriger la liste des accès
win-correct-about = L’inscription fausse disparaît, et votre propre clé prend sa place.
win-known-false = Faux : c’est une autre clé qui ouvre cet accès
win-alike = « { $one } » et « { $other } » s’écrivent de la même façon, mais sont deux accès distincts
win-alike-contact = « { $label } » s’écrit comme votre contact « { $name } », mais a une autre clé
win-alike-hint = Assurez-vous que personne ne se fait passer pour un autre.
win-unknown-keys = { $count ->
    [one] Une clé est reprise de la liste des accès sans être celle d’un contact : { $names }
   *[other] { $count } clés sont reprises de la liste des accès sans être celles de contacts : { $names }
}
win-unknown-keys-hint = Leurs noms ne sont que des affirmations. Si l’un d’eux n’est pas le bon, retirez d’abord cet accès.
win-and-more = { $names } et { $count } de plus
win-known-oneself = C’est vous
win-known-passphrase = Toute personne qui connaît la phrase secrète
win-known-claimed = Absent de votre carnet : ce nom n’est qu’une affirmation
win-known-verified = Dans votre carnet, identité vérifiée
win-known-unverified = Dans votre carnet, identité non vérifiée
win-known-directory = Dans l’annuaire de votre organisation
win-known-as = Dans votre carnet sous le nom { $name }, identité vérifiée
win-known-as-unverified = Dans votre carnet sous le nom { $name }, identité non vérifiée
win-known-as-directory = { $name } dans l’annuaire de votre organisation
win-not-post-quantum = pas à l’abri des ordinateurs quantiques
win-role-owner = propriétaire
win-role-member = membre
win-role-recovery = recouvrement
win-role-since = · { $role } depuis le { $date }
win-not-owner = Seuls ses propriétaires peuvent modifier ce conteneur
win-not-owner-hint = Vous pouvez le lire. Pour le faire modifier, adressez-vous à l’une des personnes marquées comme propriétaires.
win-make-owner = Rendre { $name } propriétaire
win-make-owner-about = Les propriétaires ouvrent le conteneur, et changent aussi ce qu’il contient et qui peut l’ouvrir.
win-make-owner-yes = Rendre propriétaire
win-make-reader = Rendre { $name } simple membre
win-make-reader-about = Les membres ouvrent le conteneur ; ils ne changent plus ce qu’il contient ni qui peut l’ouvrir.
win-make-reader-yes = Rendre membre
win-adopt = Identifier ces accès…
win-adopt-title = Qui détient ces accès ?
win-adopt-about = Nommez ceux qui peuvent ouvrir ce conteneur sans être listés. Scellé ne liste que les personnes dont votre clé ou une phrase secrète prouve l’accès.
win-adopt-passphrase = Une phrase secrète qui l’ouvre (facultatif)
win-adopt-label = Nom de cette phrase secrète dans la liste
win-adopt-replace = Remplacer ces accès pour les personnes nommées ci-dessus ; tout autre détenteur perd le sien
win-adopt-yes = Les lister
win-rekey = Chiffrer de nouveau…
win-rekey-title = Chiffrer de nouveau ce conteneur ?
win-rekey-about = Les mêmes personnes l’ouvriront, avec une clé neuve : utile si l’ancienne a pu être dérobée. Les copies déjà envoyées resteront lisibles.
win-rekey-yes = Chiffrer de nouveau
win-add-access = Donner un accès
win-add-access-about = Ceux que vous ajoutez pourront ouvrir le conteneur dès maintenant.
win-add-phrase = Une nouvelle phrase secrète
win-add-phrase-noted = Je l’ai notée : donner cet accès
win-leave-title = Retirer l’accès de { $name } ?
win-leave-about = Le conteneur sera chiffré de nouveau sans cet accès. Les copies déjà envoyées resteront lisibles.
win-leave = Retirer l’accès
win-remove-title = { $count ->
    [one] Supprimer un élément ?
   *[other] Supprimer { $shown } éléments ?
}
win-remove-about = { $count ->
    [one] Il quittera le conteneur pour de bon. Les copies déjà envoyées le garderont.
   *[other] Ils quitteront le conteneur pour de bon. Les copies déjà envoyées les garderont.
}
win-add-title = { $count ->
    [one] Ajouter cet élément au conteneur ?
   *[other] Ajouter ces { $shown } éléments au conteneur ?
}
win-add-about = Tous ceux qui peuvent ouvrir le conteneur pourront les lire. Vos fichiers d’origine ne sont pas touchés.
win-add-files-yes = Ajouter au conteneur
win-kept-title = La phrase secrète de l’accès « { $label } » est nécessaire
win-kept-about = Le conteneur va être chiffré de nouveau : cet accès ne sera gardé que si sa phrase secrète est donnée.
win-kept-passphrase = Phrase secrète de l’accès « { $label } »
win-kept-drop = Retirer aussi cet accès

win-contacts-title = Carnet de contacts
win-contacts-about = Ceux pour qui vous pouvez sceller.
win-contacts-none = Aucun contact pour l’instant
win-contacts-none-about = Demandez leur carte de contact à vos collègues, et déposez-la sur cette fenêtre.
win-search-contacts = Rechercher un contact
win-search-contacts-hint = nom, courriel ou organisation
win-drop-card = Déposez ici une carte de contact
win-drop-card-about = un fichier dont le nom finit par .scelle-card
win-card-file = Fichier de la carte
win-new-contact = Nouveau contact
win-contact-name = Nom dans votre carnet
win-contact-add = Ajouter au carnet
win-contact-added = { $name } est maintenant dans votre carnet
win-contacts-added = { $count ->
    [0] Aucune carte n’a pu être ajoutée
    [one] Un contact a été ajouté
   *[other] { $shown } contacts ont été ajoutés
}
win-contact-known = { $name } était déjà dans votre carnet
win-contact-replace = C’est la même personne, avec une nouvelle clé
win-contact-remove = Supprimer du carnet
win-contact-remove-sure = Supprimer { $name } pour de bon ?
win-resembling = Ce nom ressemble à celui de { $name }, mais il est différent
win-resembling-hint = Assurez-vous que personne n’usurpe cette identité.
win-fingerprint = Empreinte
win-verify-contact = Vérifier l’empreinte
win-verify-contact-about = Appelez { $name } à un numéro que vous connaissez, et faites-vous lire les trente chiffres de sa page Carnet.
win-fingerprint-here = Dans votre carnet
win-fingerprint-there = Tels qu’on vous les lit
win-fingerprint-read = Les chiffres qu’on vous lit
win-fingerprint-hint = trente chiffres
win-verify = Comparer
win-verified = Les empreintes sont identiques : l’identité de { $name } est vérifiée
win-not-verified = Les empreintes diffèrent : ne scellez rien pour { $name } avant de savoir pourquoi
win-groups = Groupes
win-group-add = Ajouter à un groupe
win-group-add-hint = nom du groupe, puis Entrée
win-my-card = Ma carte de contact
win-my-card-about = Donnez-la aux personnes qui scelleront pour vous. Lisez-leur les chiffres, ou montrez-leur le code, pour qu’elles puissent la vérifier.
win-my-card-none = Vous aurez une carte dès que vous aurez une clé.
win-qr-code = Code QR de l’empreinte

win-settings-title = Réglages
win-settings-about = Ils prennent effet tout de suite.
win-language = Langue
win-language-system = Comme le système
win-theme = Apparence
win-theme-system = Comme le système
win-theme-light = Clair
win-theme-dark = Sombre
win-scale = Taille
win-my-key = Ma clé
win-my-key-none = Vous n’avez pas encore de clé : on ne peut sceller pour vous qu’avec une phrase secrète.
win-my-key-file = Elle se trouve dans { $path }
win-change-passphrase = Changer la phrase secrète
win-changing-passphrase = Changement de la phrase secrète…
win-passphrase-now = Phrase secrète actuelle
win-passphrase-new = Nouvelle phrase secrète
win-passphrase-changed = La phrase secrète a été changée
win-change-passphrase-noted = Je l’ai notée : la changer
win-renew = Renouveler la clé
win-renew-about = Une nouvelle clé prend la place de celle-ci, qui ouvrira encore ce qui a été scellé pour elle. Donnez ensuite votre nouvelle carte à vos collègues.
win-renew-now = Créer une nouvelle clé
win-renewed = Vous avez une nouvelle clé
win-renewed-hint = Donnez votre nouvelle carte à ceux qui scellent pour vous. L’ancienne clé ouvre encore ce qu’elle ouvrait.
win-give-card = Ma nouvelle carte
win-old-keys = Clés précédentes
win-old-keys-about = Elles ouvrent encore ce qui a été scellé pour elles.
win-paper = La mettre sur papier
win-paper-about = Cette page ouvre tout ce qui est scellé pour vous
win-paper-keep = Elle servira le jour où votre clé ou sa phrase secrète serait perdue. Imprimez-la, enfermez-la dans un coffre, puis supprimez le fichier.
win-paper-name = Clé Scellé.pdf
win-paper-path = Écrire la page dans
win-paper-write = Écrire la page
win-paper-writing = Écriture de la page…
win-paper-written = La page est écrite : { $path }
win-paper-next = Imprimez-la, enfermez-la dans un coffre, puis supprimez ce fichier : il permet d’ouvrir tout ce qui est scellé pour vous.
win-paper-elsewhere = Choisissez un autre nom ou un autre emplacement : les fichiers existants ne sont pas remplacés.
win-import = J’ai déjà une clé
win-import-about = Une clé que vous aviez sur un autre ordinateur, de Scellé, d’age ou SSH, ou la page que vous gardez au coffre. Elle devient votre clé actuelle.
win-import-file = Dans un fichier
win-import-paper = Sur papier
win-import-lines = Les lignes comme elles sont imprimées
win-import-lines-hint = quatre lignes ; espaces et majuscules ne comptent pas
win-import-locked = Cette clé a une phrase secrète, et la garde.
win-import-plain = Cette clé est en clair : choisissez-lui une phrase secrète.
win-import-take = Utiliser cette clé
win-import-take-noted = Je l’ai notée : utiliser cette clé
win-importing = Importation de la clé…
win-imported = Cette clé est maintenant votre clé actuelle
win-keep-unlocked = La garder déverrouillée une heure
win-keep-unlocked-about = Les conteneurs s’ouvriront sans la phrase secrète. Pendant ce temps, tout programme de votre session pourrait prendre la clé.
win-unlocked-until = Déverrouillée jusqu’au { $until }
win-lock-again = La reverrouiller
win-locked-again = Verrouillée : la phrase secrète sera de nouveau demandée
win-policy = Règles de votre organisation
win-policy-unreadable = Les règles sont illisibles : rien ne peut être scellé tant qu’elles ne sont pas corrigées

## The page in a browser

page-summary = { $count ->
    [0] Aucun fichier, { $size }
    [one] Un fichier, { $size }
   *[other] { $shown } fichiers, { $size }
}
page-title = Ouvrir un conteneur scellé
page-about = Le conteneur s’ouvre dans ce navigateur. Rien n’est envoyé : cette page fonctionne sans réseau.
page-trust = N’utilisez cette page qu’à l’adresse donnée par l’organisation de l’expéditeur, ou comparez son SHA-256 à celui qu’elle publie.
page-starting = Démarrage…
page-broken = Ce navigateur ne peut pas faire fonctionner la page : il est trop ancien, ou WebAssembly y est désactivé
page-broken-hint = Utilisez une version récente de Firefox, Chrome, Edge ou Safari.
page-key-file = Un fichier de clé
page-key-choose = Choisir le fichier de clé…
page-key-about = Une clé de Scellé, d’age ou de SSH. Elle est lue dans cette page, et n’est envoyée nulle part.
page-key-missing = Choisissez d’abord un fichier de clé.
page-passphrase-missing = Saisissez d’abord la phrase secrète.
page-patience = La vérification d’une phrase secrète prend quelques secondes.
page-cancelled = Annulé : le conteneur est de nouveau verrouillé
page-names = L’ouvrir en réécrivant ces noms
page-hint-name = Un tel nom peut être un piège. La page peut le réécrire.
page-hint-moved = Il a été déplacé, modifié ou supprimé : choisissez-le de nouveau.
page-hint-large = Cela peut remplir votre mémoire et votre disque. Si vous attendiez un tel volume, lisez-le quand même.
page-text-too-large = Un conteneur sous forme de texte, ou dans un courriel, s’ouvre ici jusqu’à 1 Go
page-text-too-large-hint = Demandez-le sous forme de fichier, ou ouvrez-le avec Scellé.
page-large = Le lire quand même
page-save = Enregistrer
page-save-all = Tout enregistrer
page-save-all-about = En un seul fichier ZIP, que votre système ouvre.
page-saved = Remis à votre navigateur : voyez ses téléchargements
page-written = Le fichier est écrit
page-reading = Lecture…
page-look = Voir
page-look-large = Ce fichier est trop grand pour être montré ici
page-look-not = Ce n’est pas une image que le navigateur sait montrer.
page-more = Montrer la suite
page-empty = Ce conteneur est vide
page-memory = C’est beaucoup pour un navigateur
page-memory-hint = Il garde tout jusqu’à l’enregistrement : en mémoire, ou en clair dans ses propres fichiers sur le disque.
page-continue = Continuer
page-claims = Les noms de cette liste sont des affirmations de la personne qui a scellé le conteneur. Pour être sûr d’une clé, comparez son empreinte par téléphone.
page-known-claimed = Ce nom n’est qu’une affirmation
page-since = depuis le
page-list-false-hint = Ne vous fiez pas à cette liste, et ne répondez pas d’ici : prévenez l’expéditeur.
page-answer = Répondre avec des fichiers
page-answer-about = Les fichiers sont scellés dans cette page pour les personnes choisies. Vous envoyez ensuite vous-même la réponse.
page-answer-for = Qui pourra ouvrir la réponse
page-answer-files = Fichiers de la réponse
page-answer-drop = Déposez des fichiers ici
page-answer-passphrase = Toute personne qui connaît une nouvelle phrase secrète
page-answer-passphrase-about = La page la crée. Transmettez-la par un autre canal que la réponse.
page-answer-none = Le conteneur ne liste aucune clé : la réponse s’ouvrira avec une nouvelle phrase secrète.
page-answer-unreadable = Ceci ne peut pas être scellé ici : c’est un dossier, ou la lecture en est impossible
page-answer-unreadable-hint = Choisissez les fichiers du dossier, ou faites-en un fichier ZIP.
page-answer-name-hint = Renommez le fichier, puis choisissez-le de nouveau.
page-answer-remove = Retirer
page-seal = Sceller la réponse
page-sealed = La réponse est scellée
page-sealed-for = Elle s’ouvre pour
page-sealed-save = Enregistrer la réponse
page-answer-name = réponse à { $name }
