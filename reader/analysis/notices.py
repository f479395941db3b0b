"""The set phrases of site notices, by what kind of notice they betray.

Three tables: lines that are nothing but the phrase (`share`), lines that open with it (`read
more: …`), and phrases that betray a notice wherever they stand in a short line. Phrases are
compared word by word, letters only and in lower case, so that `E-Mail*` is `e mail` and
`12 Comments` is `comments`. They are the common speech of news sites in a dozen languages, none
is one site's own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

SHARE: Final = "share buttons"
NEWSLETTER: Final = "newsletter sign-up"
SUBSCRIPTION: Final = "subscription offer"
LOGIN: Final = "log-in notice"
COOKIES: Final = "cookie notice"
NOTIFICATIONS: Final = "notification prompt"
ADVERTISEMENT: Final = "advertisement"
AFFILIATE: Final = "affiliate links notice"
RELATED: Final = "related stories"
TOPICS: Final = "topic tags"
COMMENTS: Final = "comments"
COPYRIGHT: Final = "copyright line"
APPEAL: Final = "appeal for donations"
APP: Final = "app promotion"
NAVIGATION: Final = "site navigation"
CONTROLS: Final = "page controls"
EMBED: Final = "embedded content notice"
CREDIT: Final = "photo credit"
FOLLOWING: Final = "after the end of the article"
SECTION: Final = "section name"
MASTHEAD: Final = "masthead"
REPEATED: Final = "repeated in this source's articles"

BUTTONS: Final = frozenset(
    {SHARE, SUBSCRIPTION, LOGIN, COOKIES, COMMENTS, NAVIGATION, CONTROLS, APP, ADVERTISEMENT}
)
"""The kinds that come as rows of buttons and links, several to a line."""

_WORD: Final = re.compile(r"[^\W\d_]+")


def words_of(text: str) -> list[str]:
    """The words of a text as the tables compare them: runs of letters, in lower case."""
    return _WORD.findall(text.lower())


_WHOLE: Final[Mapping[str, str]] = {
    SHARE: """
        facebook; twitter; x; x twitter; linkedin; whatsapp; pinterest; reddit; tumblr; flipboard;
        instagram; telegram; youtube; tiktok; threads; bluesky; mastodon; xing; pocket; messenger;
        google; google plus; vk; vkontakte; odnoklassniki; viber; line; snapchat; email; e mail;
        mail; email link; share; share this; share via; share on; share article; share this
        article; share this story; share this post; share on facebook; share on twitter; share on
        x; share on linkedin; share on whatsapp; share by email; share via email; share options;
        shares; tweet; tweet this; copy link; copy url; link copied; copied; url copied; follow us;
        follow us on; follow; following; follow on; more sharing options; show more sharing
        options; close extra sharing options; share all sharing options; sharing is caring; gift
        article; gift this article; share permalink; send; like; likes; like this; loading like;
        teilen; artikel teilen; beitrag teilen; auf facebook teilen; auf twitter teilen; auf x
        teilen; per mail teilen; per e mail teilen; per whatsapp teilen; link kopieren; kopieren;
        merken; gemerkt; folgen; gefolgt; folgen sie uns; versenden; weiterempfehlen; empfehlen;
        partager; partager sur facebook; partager sur twitter; envoyer; suivez nous; compartir;
        comparte; compartir en facebook; compartir en twitter; copiar enlace; compartilhar;
        compartilhe; partilhar; copiar link; condividi; copia link; seguici; delen; deel; deel dit
        artikel; del; del artikkel; del artikel; dela; dela artikel; kopier link; kopier lenke;
        udostępnij; podziel się; bagikan; salin tautan; paylaş; поделиться; скопировать ссылку;
        поширити; dalintis; deila; jaa; sdílet; megosztás; share full article; share item; share
        page; share this page; link zum artikel kopieren; teilen sie diesen artikel; condividi
        articolo
        """,
    NEWSLETTER: """
        newsletter; newsletters; our newsletters; sign up; sign up now; sign me up; sign up here;
        email address; your email; your email address; enter your email; enter your email address;
        enter email address; thanks for signing up; thank you for signing up; you re signed up;
        newsletter sign up; newsletter signup; email alerts; free weekly newsletter; e mail
        adresse; ihre e mail adresse; jetzt anmelden; jetzt abonnieren; newsletter abonnieren; zum
        newsletter anmelden; jetzt kostenlos anmelden; inscription; s inscrire; votre email; je m
        inscris; suscríbete; suscribirse; correo electrónico; iscriviti; inscreva se; meld je aan;
        aanmelden; meld deg på; tilmeld; tilmeld dig; prenumerera; zapisz się; подписаться;
        подписка; abone ol; berlangganan
        """,
    SUBSCRIPTION: """
        subscribe; subscribe now; subscribe today; subscribe to continue reading; start free trial;
        subscribers only; for subscribers; subscriber only; premium; become a member; become a
        subscriber; view more offers; view offers; view subscription options; unlock this article;
        already a subscriber; abonnieren; abo; jetzt abo sichern; nur für abonnenten; plus;
        exklusiv für abonnenten; abonnez vous; s abonner; réservé aux abonnés; abonnés; article
        réservé aux abonnés; suscriptores; solo para suscriptores; abbonati; assine; word abonnee;
        bli abonnent; bliv abonnent
        """,
    LOGIN: """
        log in; login; sign in; sign out; log out; register; register now; create account; create
        an account; create free account; my account; account; edit profile; anmelden; einloggen;
        registrieren; mein konto; zum login; se connecter; connexion; créer un compte; iniciar
        sesión; inicia sesión; regístrate; accedi; registrati; entrar; inloggen; logg inn; log ind;
        logga in; zaloguj się; zaloguj; войти; регистрация; giriş yap; üye ol; masuk; daftar;
        prisijungti; thank you for registering; thanks for registering; forgot password; forgot
        your password; forgotten your password; password
        """,
    COOKIES: """
        cookies; cookie policy; cookie settings; cookie preferences; manage cookies; privacy;
        privacy policy; privacy notice; privacy settings; accept; accept all; accept cookies;
        reject all; i accept; i agree; agree; do not sell my personal information; datenschutz;
        datenschutzerklärung; zustimmen; alle akzeptieren; akzeptieren; einstellungen; politique de
        confidentialité; accepter; tout accepter; política de privacidad; política de cookies;
        aceptar; informativa privacy; accetta; política de privacidade; aceitar; terms; terms of
        use; terms of service; terms and conditions; terms conditions; user agreement; impressum;
        agb; mentions légales; aviso legal; your privacy choices
        """,
    NOTIFICATIONS: """
        notifications; allow notifications; enable notifications; turn on notifications; not now;
        no thanks; maybe later; benachrichtigungen; push benachrichtigungen; browser notifications
        """,
    ADVERTISEMENT: """
        advertisement; advertisements; advertising; advert; adverts; ad; ads; sponsored; sponsored
        content; sponsored by; sponsored links; paid content; promoted; promoted content; supported
        by; presented by; advertisement continue reading the main story; ad feedback; advertisement
        scroll to continue; story continues below advertisement; skip ad; skip advertisement; ad
        choices; adchoices; remove ads; anzeige; anzeigen; werbung; nach der werbung weiterlesen;
        publicité; annonce; annonces; publicidad; anuncio; publicidade; pubblicità; advertentie;
        annons; reklame; reklama; реклама; reklam; iklan; mainos; hirdetés; auglýsing; shop now;
        buy now; see deal; view deal; check price; jetzt kaufen; buy alternative
        """,
    RELATED: """
        related; related article; related articles; related stories; related story; related posts;
        related content; related news; related coverage; related topics; related tags; related
        video; related videos; related links; related reading; see also; read also; also read; read
        more; read next; read this next; next; next article; next story; next post; previous;
        previous article; previous post; previous next; more; more stories; more news; more from;
        more on this; more on this story; more like this; more in news; more videos; more top
        stories; most popular; most read; most viewed; most shared; most commented; most recent;
        popular; popular posts; popular stories; popular now; trending; trending now; trending
        news; trending stories; top stories; top news; latest; latest news; latest stories; latest
        posts; latest articles; recent; recent posts; recent stories; recommended; recommended
        stories; recommended for you; recommended reading; recommended articles; you may like; you
        might like; you may also like; you might also like; you may also be interested in; we
        recommend; don t miss; in case you missed it; editor s picks; editors picks; editor s
        choice; editor s pick; featured; featured stories; must read; must reads; around the web;
        from around the web; from the web; elsewhere on the web; what to read next; keep reading;
        see more; view more; show more; load more; view all; see all; show all; breaking news;
        explore more; discover more; watch; watch now; top videos; videos; video; photo gallery;
        photos; gallery; in pictures; headlines; top headlines; mehr zum thema; mehr; mehr dazu;
        mehr lesen; mehr lesen über; mehr aus; mehr anzeigen; weiterlesen; lesen sie auch; auch
        interessant; auch interessant für sie; das könnte sie auch interessieren; das könnte dich
        auch interessieren; das könnte sie interessieren; ähnliche artikel; verwandte artikel;
        verwandte themen; weitere artikel; weitere themen; weitere videos; weitere nachrichten;
        weitere meldungen; weitere beiträge; meistgelesen; meistgelesene artikel; am meisten
        gelesen; meistgelesen heute; empfehlungen; empfehlungen der redaktion; aus dem archiv;
        neueste artikel; aktuelle nachrichten; top themen; top nachrichten; neueste; in kürze;
        weitere artikel anzeigen; nächster artikel; alle artikel; à lire aussi; lire aussi; à voir
        aussi; sur le même sujet; les plus lus; articles liés; voir plus; en continu; dans la même
        rubrique; te puede interesar; le puede interesar; también te puede interesar; más noticias;
        lo más leído; lo más visto; más leídas; noticias relacionadas; ver más; últimas noticias;
        relacionado; relacionados; artículos relacionados; más sobre; más información; leia também;
        leia mais; mais lidas; notícias relacionadas; saiba mais; veja também; leggi anche;
        potrebbe interessarti; i più letti; articoli correlati; ultime notizie; lees ook; lees
        meer; meest gelezen; gerelateerd; lees verder; les også; mest lest; læs også; mest læst;
        läs också; mest läst; vis mer; se flere; siste nytt; czytaj też; czytaj także; zobacz
        także; zobacz też; polecane; najczęściej czytane; читайте также; самое читаемое;
        популярное; по теме; материалы по теме; ещё по теме; новости партнеров; главное; лента
        новостей; читайте також; ilgili haberler; çok okunanlar; ayrıca bakınız; baca juga; berita
        terkait; terpopuler; terkini; rekomendasi; artikel terkait; taip pat skaitykite; skaitykite
        daugiau; mest lesið; fleiri fréttir; lue myös
        """,
    TOPICS: """
        tags; tag; topics; topic; explore more on these topics; related topics; more about; filed
        under; categories; category; in this story; mentioned in this article; in this article;
        themen; thema; themen in diesem artikel; schlagworte; schlagwörter; stichworte; mehr zu
        diesem thema; thèmes; sujets; mots clés; temas; temas relacionados; etiquetas; archivado
        en; argomenti; onderwerpen; emneord; ämnen; tagi; теги; темы; тэги; etiketler; topik;
        efnisorð
        """,
    COMMENTS: """
        comment; comments; add comment; add a comment; add your comment; post comment; post a
        comment; leave a comment; leave a reply; leave a reply cancel reply; view comments; view
        all comments; read comments; show comments; hide comments; join the conversation; join the
        discussion; start the conversation; no comments; no comments yet; be the first to comment;
        reply; replies; have your say; what do you think; report; report error; report this
        comment; load comments; top rated comments; name; website; your name; save my name;
        feedback; sort by; newest; oldest; newest first; oldest first; kommentare; kommentar;
        kommentieren; zu den kommentaren; kommentar schreiben; kommentare anzeigen; kommentare
        lesen; diskutieren; diskutieren sie mit; zur diskussion; leserbrief schreiben;
        commentaires; commenter; laisser un commentaire; réagir; réactions; comentarios; comentar;
        ver comentarios; deja un comentario; comentários; comentário; commenti; commenta; reacties;
        reageer; kommentarer; komentarze; dodaj komentarz; комментарии; комментировать; оставить
        комментарий; коментарі; yorumlar; yorum yap; yorum; komentar; tulis komentar; komentarai;
        name email website
        """,
    COPYRIGHT: "all rights reserved; copyright; alle rechte vorbehalten; copyrighted material",
    APPEAL: """
        donate; donate now; donate today; donate here; make a donation; support us; support our
        journalism; support our work; support independent journalism; contribute; contribute now;
        support local journalism; spenden; jetzt spenden; jetzt unterstützen; faire un don; je
        donne; haz una donación; dona; dona ora; doneer; doneer nu
        """,
    APP: """
        download the app; download our app; get the app; app store; google play; google news;
        download on the app store; get it on google play; zur app; listen live; watch live; live
        tv; podcast; podcasts; e paper; epaper; e paper latest edition; rss; rss feed; rss feeds;
        radio
        """,
    NAVIGATION: """
        home; homepage; menu; main menu; search; search this site; skip to content; skip to main
        content; skip navigation; skip to navigation; back to top; scroll to top; scroll back to
        top; return to top; back to home; back to homepage; contact; contact us; about; about us;
        advertise; advertise with us; careers; jobs; help; faq; sitemap; site map; accessibility;
        corrections; navigation; toggle navigation; open menu; close menu; go to homepage; all
        sections; sections; weather; classifieds; obituaries; crosswords; puzzles; archive;
        archives; author; site information; startseite; zur startseite; menü; suche; suchen; zum
        inhalt springen; zum hauptinhalt springen; nach oben; zum seitenanfang; kontakt; hilfe;
        zurück; accueil; rechercher; recherche; aller au contenu; haut de page; inicio; buscar;
        portada; ir al contenido; cerca; página inicial; início; zoeken; forside; søk; søg; hjem;
        sök; strona główna; szukaj; главная; поиск; головна; пошук; ana sayfa; anasayfa; arama;
        beranda; cari; pradžia; paieška; forsíða; leit; site index; contact the newsroom; newsroom;
        reader desk; our standards; corrections and clarifications; find us on; quick links; useful
        links; more sections; in this section; mobile apps; sign in to your account
        """,
    CONTROLS: """
        close; open; print; print this article; print article; print this page; print this; save;
        saved; save article; save story; bookmark; bookmarked; article bookmarked; listen; listen
        to this article; listen to article; play; pause; play video; play audio; mute; unmute;
        autoplay; loading; loading please wait; please wait; back to gallery; back to article; view
        gallery; view image; view images; view image in fullscreen; open image modal; enlarge
        image; image; expand; collapse; hide; undo; cancel; continue; continue reading; submit; ok;
        done; story continues; story continues below; article continues below; article content; end
        of article; minute read; minutes read; min read; mins read; read time; reading time;
        minutes; false; true; aa; copy; download; pdf; text size; font size; small; medium; large;
        learn more; find out more; click here; more info; details; or; show caption; hide caption;
        toggle caption; slideshow; this slideshow requires javascript; remove; drucken; artikel
        drucken; seite drucken; anhören; artikel anhören; vorlesen; jetzt anhören; schließen;
        merkliste; auf die merkliste; speichern; lesezeit; min lesezeit; minuten lesezeit;
        lesedauer; mehr infos; hinweis; fehler melden; fehler gefunden; abbrechen; absenden;
        weiter; öffnen; bild vergrößern; bilderstrecke; imprimer; écouter; fermer; temps de
        lecture; lecture min; imprimir; guardar; cerrar; escuchar; ouvir; fechar; salvar; stampa;
        chiudi; ascolta; salva; afdrukken; sluiten; luister; lukk; skriv ut; lytt; luk; gem;
        lyssna; stäng; drukuj; zamknij; печать; закрыть; распечатать; слушать; kapat; yazdır;
        kaydet; tutup; cetak; simpan; dengarkan; spausdinti; klausyti; save for later; read later;
        save to read later; add to favourites; reuse this content; reprints; report an error or
        typo; show content; allow and continue; manage choices; für später speichern; artikel
        merken; lire plus tard; leer más tarde; guardar artículo; skip ad; view comments; allow;
        footer links; auto refresh is on; total shares
        """,
    EMBED: """
        external content; embedded content; empfohlener redaktioneller inhalt; externer inhalt;
        externe inhalte; contenu externe; contenido externo
        """,
    CREDIT: """
        getty images; reuters file photo; file photo; photo credit; image credit; image credits
        """,
}

_OPENING: Final[Mapping[str, str]] = {
    SHARE: """
        share this article; share this story; share this post; share on; share via; click to share;
        click to email; click to print; follow us on; follow us at; find us on; like us on; join us
        on; share it with; teilen auf; artikel teilen; partager sur; compartir en; folgen sie uns;
        suivez nous; síguenos; seguici su; volg ons; följ oss; følg oss; bagikan ke; tweet this;
        join our whatsapp; join our telegram; join our channel; join us on whatsapp; follow our
        whatsapp; add as preferred; add us as; abonnieren sie unseren kanal; únete a nuestro canal;
        rejoignez notre chaîne
        """,
    NEWSLETTER: """
        sign up for; sign up to; sign up here; sign me up; get our free; get our daily; get the
        latest news in your; thanks for signing up; thank you for signing up; thank you for
        subscribing; thanks for subscribing; please enter a valid email; by signing up; enter your
        email; by clicking sign up; by clicking subscribe; by subscribing; by submitting; by
        providing your email; want more stories; skip past newsletter; after newsletter promotion;
        anmeldung zum newsletter; abonnieren sie unseren; mit meiner anmeldung; inscrivez vous;
        recevez; suscríbete a; recibe en tu; apúntate a; iscriviti alla; inscreva se; a welcome
        email is on its way; the next issue of; schrijf je in; ihr täglicher; recibe cada; recibe
        todas; receive our; receive the; get the best of; the best of; sign up for our; receba;
        ricevi
        """,
    SUBSCRIPTION: """
        subscribe to; subscribe now; subscribe for; subscribe today; subscribe with; already a
        subscriber; already have a subscription; to continue reading; to read the full; this
        article is for subscribers; this content is for subscribers; unlimited online access;
        unlimited digital access; you have reached your; you ve reached your; jetzt testen; jetzt
        weiterlesen; dieser artikel ist nur; sie haben bereits ein abo; abonnieren sie; testen sie;
        weiterlesen mit; cet article est réservé; il vous reste; la suite est réservée; abonnez
        vous; déjà abonné; article réservé; suscríbete; sólo para suscriptores; este contenido es
        exclusivo; abbonati a; assine para
        """,
    LOGIN: """
        create an account; sign in to; log in to; please log in; please sign in; please register;
        please refresh; register for free; register to; already have an account; don t have an
        account; bitte melden sie sich; bitte loggen sie; zum folgen bitte; connectez vous; inicia
        sesión; you must be logged in; you need to be logged in; thank you for registering; you are
        now logged in; forgot your password; logg inn for; accede a tu cuenta; to bookmark your
        favourite
        """,
    COOKIES: """
        we use cookies; this site uses cookies; this website uses cookies; by continuing to use; by
        using this site; by continuing you; privacy notice; your privacy; wir verwenden cookies;
        diese website verwendet; nous utilisons des cookies; utilizamos cookies; usamos cookies;
        utilizziamo i cookie; este sitio utiliza; vi bruker; vi bruger; wij gebruiken cookies;
        registration on or use of; this site is protected by recaptcha; we value your privacy; we
        and our partners; we and our; we use cookies and; this page would like to; we care about
        your privacy; your choices regarding; wir und unsere partner; nous et nos partenaires;
        nosotros y nuestros socios; noi e i nostri partner; al suscribirte; en vous inscrivant; mit
        der anmeldung; mit ihrer anmeldung
        """,
    NOTIFICATIONS: """
        stay up to date with notifications; get notifications; get notified; allow notifications;
        turn on notifications; enable notifications; get breaking news alerts; get news alerts; get
        push notifications; notifications can be; notifications are; never miss a story; never miss
        an; erhalten sie benachrichtigungen; activez les notifications; activa las notificaciones;
        don t show me this
        """,
    ADVERTISEMENT: """
        advertisement; sponsored; paid content by; this advertisement; article continues after;
        article continues below; story continues after; story continues below; scroll to continue;
        scroll down to continue; continue reading below; anzeige; nach der anzeige; this ad will
        end
        """,
    RELATED: """
        read more; read also; also read; see also; related; more from; more on; more in; more
        about; more news; more stories; most popular; most read; trending; you may also; you might
        also; recommended; don t miss; watch now; watch live; popular in; latest from; top stories;
        read next; must read; lesen sie auch; lesen sie hier; lesen sie mehr; lesen sie dazu; mehr
        zum thema; mehr zu; mehr über; mehr von; mehr aus; mehr artikel; alles zum thema; das
        könnte; weitere artikel; weitere nachrichten; weitere informationen; auch interessant; à
        lire aussi; lire aussi; lire également; à lire; lisez aussi; lea también; lee también; lea
        más; leer más; también lee; más sobre; más en; leia também; leia mais; leggi anche; lees
        ook; les også; læs også; läs också; les mer; læs mere; czytaj też; czytaj także; czytaj
        więcej; читайте также; смотрите также; читайте також; baca juga; lihat juga; taip pat
        skaitykite; sjá einnig; ayrıca okuyun; view the latest; see more on; read more on; more
        stories from; also in the news; tagged with; also in
        """,
    TOPICS: """
        tags; topics; filed under; posted in; related topics; categories; explore more on; in this
        story; themen; schlagworte; mehr zum thema; temas; etiquetas; mots clés; теги; темы; тэги;
        etiketler
        """,
    COMMENTS: """
        comments are; commenting; leave a comment; leave a reply; post a comment; join the
        conversation; join our commenting; join thought provoking; view comments; view the
        discussion; be the first to; please enter your comment; please enter your name; please
        enter your; your email address will not; required fields are; save my name; when submitting
        content; have your say; you have entered an incorrect; do you have a story to tell; do you
        know more about; got a tip; send us a tip; have a tip; have a story tip; kommentare sind;
        schreiben sie einen kommentar; diskutieren sie; die kommentare; die kommentarfunktion;
        laisser un commentaire; deja un comentario; deje su comentario; have you got a story; to
        report an error; report an error; we welcome your
        """,
    COPYRIGHT: """
        copyright; this material may not be; the material on this site; alle rechte vorbehalten;
        all rights reserved; nachdruck; tous droits réservés; todos los derechos reservados; this
        document is subject to copyright; все права защищены; all content
        """,
    APPEAL: """
        your support; your donation; your contribution; please support; support our; support us;
        please donate; donate to; make a donation; become a supporter; please consider; we need
        your help; help us keep; help keep; help support; we rely on; ihre spende; deine spende;
        ihre unterstützung; unterstützen sie uns; unterstützen sie unseren; unterstütze uns; votre
        soutien; soutenez; faites un don; tu apoyo; apoya el; il tuo sostegno; sostieni; jouw
        steun; steun ons; before you go; could we ask you; if you value; if you can please; we have
        a favour; we have a small favour; independent journalism; every contribution; reader
        support; bevor sie gehen; antes de que te vayas; avant de partir; from as little as
        """,
    APP: """
        download the app; download our app; download our free; get the app; get our app; read the
        app; listen to our podcast; subscribe to our podcast; laden sie die app; téléchargez l
        application; descarga la app; scarica l app; follow us on google news; google news logo;
        add us as a preferred; get the news in your pocket; download the; available on the app
        store; follow us in google
        """,
    NAVIGATION: """
        how we report; our editorial standards; why you can trust us; about our journalism; skip
        to; jump to; back to top; zurück zur; zum anfang; go back to; return to home
        """,
    CONTROLS: """
        your browser does not; your browser doesn t; you need to enable javascript; please enable
        javascript; javascript is; this video; sorry this video; this feature is; an error
        occurred; there was an error; we apologize but; click here to; tap here to; ihr browser; du
        kannst ihn; listen to this; listen to the; mit der eingabe; mit markierte felder; page
        processed
        """,
    EMBED: """
        show content from; load content from; allow content from; view content from; this article
        includes content; this story includes content; this content is provided; this content is
        hosted; this embedded; we need your consent; to view this content; an
        dieser stelle findest; an dieser stelle finden; ich bin damit einverstanden; deine
        privatsphäre; empfohlener redaktioneller; mit dem laden; pour afficher ce contenu; external
        content
        """,
    CREDIT: """
        photo by; photo credit; image credit; image credits; photos by; photograph by; photograph
        getty; picture credit; bildrechte; bildquelle; fotocredit; photo courtesy; photo
        illustration by
        """,
}

_WITHIN: Final[Mapping[str, str]] = {
    SHARE: """
        share this article; share on facebook; share on twitter; share on whatsapp; follow us on;
        like us on facebook; facebook teilen; per mail teilen; sur facebook; to share on facebook;
        share with friends; sharing options; whatsapp channel; telegram channel; whatsapp kanal;
        canal de whatsapp; canal de telegram; chaîne whatsapp; preferred source; on telegram
        """,
    NEWSLETTER: """
        our newsletter; our newsletters; newsletter anmelden; newsletter abonnieren; our free
        newsletter; newsletter here; daily newsletter; weekly newsletter; free newsletter; mailing
        list; your inbox; to your email; by email; email newsletter; notre newsletter; nuestra
        newsletter; nuestro boletín; nostra newsletter; nossa newsletter; nieuwsbrief; vårt
        nyhetsbrev; nyhetsbrev; nyhedsbrev; nyhetsbrevet; рассылку; newsletter kostenlos; unseren
        newsletter; unserem newsletter; kostenlosen newsletter; valid email address; your email
        address; junk folder; emailed about offers; enter your email; news alerts; bültenimize;
        unsubscribe at any time; unsubscribe anytime; you can unsubscribe; our best writing; our
        free weekday; boletín
        """,
    SUBSCRIPTION: """
        subscribe to; subscribe now; subscribe today; free trial; cancel anytime; already a
        subscriber; digital subscription; your subscription; subscribers only; become a member; our
        subscribers; free articles this; free stories this; free articles left; free articles
        remaining; free article remaining; articles left this; stories left this; free article
        limit; article is free; jetzt abonnieren; jederzeit kündbar; monatlich kündbar; mit abo;
        probeabo; digitalabo; votre abonnement; tu suscripción; sin compromiso; per month; pro
        monat; à partir de un euro; with one account; gift subscription; subscription offers
        """,
    LOGIN: """
        log in; sign in; create an account; logged in; logged out; registering for free; your
        account; automatically logged; refresh your browser; refresh the page; eingeloggt;
        angemeldet sind; se connecter; iniciar sesión; your password; verify your email; logga in;
        zaloguj się
        """,
    COOKIES: """
        use cookies; uses cookies; our cookie policy; cookie policy; privacy policy; our privacy
        notice; terms of use; terms of service; terms and conditions; user agreement; personal data
        in accordance; datenschutzerklärung; personenbezogene daten; datenschutzbestimmungen;
        cookies und; politique de confidentialité; données personnelles; política de privacidad;
        datos personales; política de privacidade; informativa sulla privacy; personvern; політика
        конфіденційності; third party cookies; online ads and content funded; consent to; store and
        access information; our partners store; access information on your device; set cookies; may
        set cookies
        """,
    NOTIFICATIONS: """
        browser preferences; browser notifications; push notifications; breaking news alerts;
        desktop notifications; push benachrichtigungen; push nachrichten
        """,
    ADVERTISEMENT: """
        continue reading the main story; advertise with us; in partnership with our sponsor; story
        continues below advertisement; this ad; see why ads; annonseinntekter; anzeige entfernen
        """,
    AFFILIATE: """
        affiliate links; affiliate commission; affiliate partner; earn a commission; earn
        commission; earn an affiliate; affiliate link; einkaufslink; provision erhalten; eine
        provision; purchase through links; buy through our links; links on our site; commission d
        affiliation; independently selected; affiliate programme; selected independently by
        """,
    RELATED: """
        read the full story; click here to read; click here for more; hier lesen sie; weitere
        artikel aus; artikel aus dieser rubrik; stories like this; more stories; top stories of the
        day; most read stories; related stories; related articles
        """,
    COMMENTS: """
        submission guidelines; community guidelines; community standards; community rules; comments
        below; the comments section; leave a comment; comment policy; commenting policy; commenting
        guidelines; our comment; join the conversation; respectful comments; comments are closed;
        comments are moderated; letters to the editor; letter to the editor; no comments; in den
        kommentaren; kommentarfunktion; kommentare geschlossen; netiquette; nettiquette; unsere
        community; ratings and votes; post a comment
        """,
    COPYRIGHT: """
        all rights reserved; alle rechte vorbehalten; tous droits réservés; todos los derechos
        reservados; tutti i diritti riservati; todos os direitos reservados; все права защищены;
        alle rechten voorbehouden; may not be reproduced; may not be published broadcast; without
        the written permission; without prior written permission; without permission; tüm hakları
        saklıdır; hak cipta; derechos reservados; subject to copyright; alle rettigheter;
        reproduction interdite; copyright; no part of this; may be copied; may not be used;
        prohibida la reproducción; reproducción total o parcial; riproduzione riservata; toute
        reproduction; nachdruck nur; may not be rewritten; may be rewritten; reproduced without;
        reproducción prohibida; reproducción sin; reprodução proibida
        """,
    APPEAL: """
        your support; your donation; your donations; your contribution; make a donation; donate
        now; donate today; donate here; please donate; a small donation; tax deductible; readers
        like you; support our journalism; support our work; support independent journalism; support
        local journalism; our reporting and analysis; our journalism; independent journalism;
        quality journalism; nonprofit newsroom; non profit newsroom; help us to; help us keep;
        reader supported; reader funded; become a supporter; ihre spende; ihre unterstützung; mit
        ihrer spende; mit deiner spende; unabhängigen journalismus; freiwillig unterstützen; votre
        don; un don; votre soutien; journalisme indépendant; tu donación; tu apoyo; periodismo
        independiente; giornalismo indipendente; giornalismo di qualità; jouw steun; onafhankelijke
        journalistiek; jornalismo independente; paywall; paywalls; behind a paywall; please
        consider; consider supporting; consider making; making a donation; every contribution;
        supporting us; support us with; supporting our; chip in; remind me in; regular amount; as
        little as; from just; costs money; nos soutenir; apóyanos; hazte socio; sostenerci;
        unterstützen sie; keep our reporting; our reporting open; keep our journalism; keep us
        independent
        """,
    APP: """
        download the app; download our app; our app; mobile app; app store; google play; google
        news; available on apple podcasts; apple podcasts; spotify; wherever you get your podcasts;
        listen to the podcast; our podcast; unsere app; in der app; als e paper; rss feed; our
        mobile app; download our; the free app; our free app; for android; for ios
        """,
    CONTROLS: """
        enable javascript; does not support; unterstützt kein; your browser; ihr browser; deinem
        browser; dismiss this; click here; adblocker; ad blocker; adblock; report an error; fehler
        melden; bookmarks section; find your bookmarks; premium section under
        """,
    EMBED: """
        externer inhalt; externe inhalte; externen inhalt; externen inhalte; redaktioneller inhalt;
        content provided by; ask for your permission; before anything is loaded; nothing is loaded;
        allow and continue; external content; third party content; contenu tiers; contenido
        externo; inhalt von
        youtube; externer inhalte; view this post on instagram; this tweet; load external
        """,
    CREDIT: """
        getty images; via getty; ap photo; afp via; via reuters; picture alliance; photo by;
        shutterstock; file photo; photo illustration; photo courtesy; image credits; istockphoto;
        adobe stock
        """,
}

_SECTION_NAMES: Final = """
    news; world; world news; international; international news; national; nation; local; local
    news; politics; political news; opinion; opinions; editorial; editorials; comment; commentary;
    analysis; business; business news; economy; economics; money; markets; finance; personal
    finance; companies; technology; tech; tech news; science; environment; climate; climate change;
    energy; health; sport; sports; football; soccer; cricket; tennis; rugby; basketball; baseball;
    hockey; golf; culture; arts; art; books; film; movies; music; television; tv; theatre;
    entertainment; entertainment news; celebrity; celebrities; life; lifestyle; style; fashion;
    food; travel; education; society; media; crime; law; weather; asia; africa; europe; americas;
    americas news; middle east; latin america; uk; uk news; us; us news; usa; us politics; uk
    politics; world politics; features; long reads; exclusive; explainer; live; latest; obituaries;
    interview; interviews; column; columnists; magazine; investigations; fact check; letters;
    regional; politik; wirtschaft; kultur; gesellschaft; wissen; wissenschaft; meinung; kommentar;
    panorama; ausland; inland; lokales; regionales; feuilleton; gesundheit; digital; netzwelt;
    reise; leben; medien; nachrichten; unternehmen; finanzen; börse; bildung; karriere; stil;
    fußball; politique; monde; économie; société; planète; idées; sciences; santé; france;
    política; economía; mundo; sociedad; cultura; deportes; opinión; sucesos; tecnología; ciencia;
    salud; gente; internacional; españa; economia; esteri; cronaca; politica; spettacoli; scienze;
    esporte; esportes; saúde; tecnologia; binnenland; buitenland; economie; nyheter; nyheder;
    utenriks; innenriks; økonomi; sporten; gündem; ekonomi; dünya; spor; sağlık; teknoloji;
    haberler; новости; политика; экономика; общество; культура; спорт; мир; наука; nasional;
    internasional; olahraga; hiburan; polityka; gospodarka; świat; kraj; kultura; wiadomości;
    fréttir; innlent; erlent
"""

_UNSPACED: Final[Mapping[str, str]] = {
    SHARE: "分享; シェア; 共有; 공유; शेयर करें; مشاركة; แชร์; شارك",
    SUBSCRIPTION: "订阅; 訂閱; 購読; 会員限定; 有料会員; 구독; اشترك; सब्सक्राइब",
    LOGIN: "登录; 登入; ログイン; 로그인; تسجيل الدخول; लॉग इन",
    RELATED: "相关新闻; 相关阅读; 延伸閱讀; 推荐阅读; 関連記事; 続きを読む; "
    "あわせて読みたい; 관련기사; "
    "많이 본 뉴스; اقرأ أيضا; यह भी पढ़ें; ये भी पढ़ें; और पढ़ें; อ่านเพิ่มเติม",
    COPYRIGHT: "版权所有; 版權所有; 無断転載; 무단전재; 무단 전재; 著作権; "
    "جميع الحقوق محفوظة; सर्वाधिकार सुरक्षित",
    COMMENTS: "发表评论; コメントする; 댓글; التعليقات; टिप्पणी करें",
    ADVERTISEMENT: "广告; 廣告; スポンサーリンク; 광고; إعلان; विज्ञापन",
}


def _phrases(text: str) -> list[str]:
    """The phrases of a table's text, which semicolons part, word by word."""
    return [" ".join(words_of(phrase)) for phrase in text.split(";")]


def _table(kinds: Mapping[str, str]) -> dict[str, str]:
    """Phrase → kind of notice. The first kind to claim a phrase keeps it."""
    table: dict[str, str] = {}
    for kind, text in kinds.items():
        for phrase in _phrases(text):
            table.setdefault(phrase, kind)
    return table


_WHOLE_LINES: Final = _table(_WHOLE)
_SECTIONS: Final = frozenset(_phrases(_SECTION_NAMES))
_OPENINGS: Final = _table(_OPENING)
_OPENING_LENGTHS: Final = sorted({phrase.count(" ") + 1 for phrase in _OPENINGS}, reverse=True)


def _by_longest_word(table: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Phrases by their rarest-looking word, so that most lines need no search at all."""
    found: dict[str, list[tuple[str, str]]] = {}
    for phrase, kind in table.items():
        found.setdefault(max(phrase.split(), key=len), []).append((f" {phrase} ", kind))
    return found


_WITHINS: Final = _by_longest_word(_table(_WITHIN))
_UNSPACED_PHRASES: Final = [
    (phrase.strip(), kind) for kind, text in _UNSPACED.items() for phrase in text.split(";")
]


def whole_line(words: list[str]) -> str:
    """The kind of notice that these words, being a whole line, are; empty if none."""
    return _WHOLE_LINES.get(" ".join(words), "") if len(words) <= 8 else ""


def section(words: Sequence[str]) -> bool:
    """Whether these words, being a whole line, name parts of a paper: `Home | Sport | Football`."""
    if not 1 <= len(words) <= 16:
        return False
    at, named = 0, False
    while at < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[at : at + length])
            if phrase in _SECTIONS or _WHOLE_LINES.get(phrase) in BUTTONS:
                named = named or phrase in _SECTIONS
                at += length
                break
        else:
            return False
    return named


def opening(words: list[str]) -> str:
    """The kind of notice that a line opening with these words is; empty if none."""
    head = words[: _OPENING_LENGTHS[0]]
    for length in _OPENING_LENGTHS:
        if length <= len(head):
            kind = _OPENINGS.get(" ".join(head[:length]))
            if kind:
                return kind
    return ""


def within(words: list[str]) -> list[str]:
    """The kinds of notice whose phrases stand among these words, one for each phrase found."""
    triggers = _WITHINS.keys() & set(words)
    if not triggers:
        return []
    line = f" {' '.join(words)} "
    return [kind for word in sorted(triggers) for phrase, kind in _WITHINS[word] if phrase in line]


def unspaced(text: str) -> str:
    """The same for a short line in a script that sets no spaces between words, or few."""
    return next((kind for phrase, kind in _UNSPACED_PHRASES if phrase in text), "")
