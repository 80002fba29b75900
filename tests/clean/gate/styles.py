"""Pages in the manner of many newsrooms, made of the articles in `articles.toml` and furniture written for the tests.

Each style is a function from an article and its neighbours (for teasers) to a page; what belongs to the article is
known, so that a page is its own gold.
"""

from __future__ import annotations

import html
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec


class Story(msgspec.Struct, frozen=True):
    """One of the articles."""

    slug: str
    title: str
    lead: str
    author: str
    section: str
    published: str
    shown: str
    body: list[str]

    @property
    def paragraphs(self) -> list[str]:
        return [line.removeprefix("## ") for line in self.body]


class Made(msgspec.Struct, frozen=True):
    """A page and what is the article in it."""

    name: str
    format: Literal["html", "text"]
    content: str
    story: Story
    body: list[str]
    stub: bool = False
    titled: bool = True
    dated: bool = True


def stories() -> list[Story]:
    data = tomllib.loads(Path(__file__).with_name("articles.toml").read_text("utf-8"))
    return msgspec.convert(data["article"], list[Story])


def e(text: str) -> str:
    return html.escape(text, quote=False)


def paragraphs(story: Story, extra: dict[int, str] | None = None, p: str = "p", h: str = "h2") -> str:
    out = []
    for number, line in enumerate(story.body):
        out.append(
            f"<{h}>{e(line[3:])}</{h.split()[0]}>" if line.startswith("## ") else f"<{p}>{e(line)}</{p.split()[0]}>"
        )
        out.append((extra or {}).get(number, ""))
    return "\n".join(out)


def teasers(others: list[Story], item: str = "li") -> str:
    return "".join(f'<{item}><a href="/{o.slug}"><span>{e(o.section)}</span> {e(o.title)}</a></{item}>' for o in others)


def daily(story: Story, others: list[Story]) -> Made:
    """A national daily: structured data, share bar, links and a newsletter inside the text, comments below."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published,
        "author": [{"@type": "Person", "name": story.author}],
        "articleSection": story.section,
    }
    extra = {
        1: f'<p class="inread"><strong>Lire aussi :</strong> <a href="/x">{e(others[0].title)}</a></p>',
        3: '<aside class="newsletter-box"><h3>La lettre du soir</h3><p>Recevez chaque soir l’essentiel de l’actualité par '
        'e-mail, choisi par la rédaction.</p><form><input name="mail"><button>S’inscrire</button></form></aside>',
    }
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{e(story.title)} | Le Courrier du Centre</title>
<meta property="og:title" content="{e(story.title)} | Le Courrier du Centre"><meta property="og:site_name" content="Le Courrier du Centre">
<link rel="canonical" href="https://www.courrierducentre.example/societe/{story.slug}.html">
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script><style>p{{margin:0}}</style></head><body>
<header class="site-header"><nav><ul><li><a href="/">Accueil</a></li><li><a href="/s">Société</a></li></ul></nav></header>
<main><article class="article"><h1 class="article__title">{e(story.title)}</h1><p class="article__chapo">{e(story.lead)}</p>
<div class="article__meta"><span>Par {e(story.author)}</span> <span>Publié le {e(story.shown)}</span></div>
<ul class="share-bar"><li><a href="#">Partager sur Facebook</a></li><li><a href="#">Envoyer par e-mail</a></li></ul>
<figure><img src="a.jpg"><figcaption>Une vue des lieux, mercredi. NADIA FERRAND / AFP</figcaption></figure>
<div class="article__content">{paragraphs(story, extra)}</div>
<div class="article__tags"><a href="/t">Région</a> <a href="/u">Travaux</a></div></article>
<section class="comments"><h2>Commentaires (2)</h2><div class="comment"><p>Encore une décision prise sans consulter personne, et
ce sont toujours les mêmes qui paient à la fin, comme d'habitude dans cette ville depuis vingt ans.</p></div></section>
<section class="related"><h2>Sur le même sujet</h2><ul>{teasers(others)}</ul></section></main>
<footer><p>© 2024 Le Courrier du Centre. Tous droits réservés.</p><a href="/m">Mentions légales</a></footer></body></html>"""
    return Made("daily", "html", page, story, story.paragraphs)


def blog(story: Story, others: list[Story]) -> Made:
    """A blog: sharing buttons and "related posts" inside the content, long comments, a form, a side column."""
    page = f"""<!DOCTYPE html><html lang="fr-FR"><head><meta charset="utf-8"><title>{e(story.title)} – Carnets de la vallée</title>
<meta property="og:type" content="article"><meta property="og:title" content="{e(story.title)}">
<meta property="article:published_time" content="{story.published}"></head><body class="post-template single single-post">
<div id="page" class="site"><div class="site-branding"><a href="/">Carnets de la vallée</a><p>Un regard sur le pays</p></div>
<ul id="menu" class="menu"><li><a href="/a">À propos</a></li><li><a href="/b">Archives</a></li><li><a href="/c">Contact</a></li></ul>
<article class="post type-post hentry"><header class="entry-header"><h1 class="entry-title">{e(story.title)}</h1>
<div class="entry-meta"><time class="entry-date published" datetime="{story.published}">{e(story.shown)}</time> par {e(story.author)}</div></header>
<div class="entry-content">{paragraphs(story, h="h3")}
<div class="sharedaddy"><h3>Partager :</h3><ul><li><a>Twitter</a></li><li><a>Facebook</a></li></ul></div>
<div class="jp-relatedposts"><h3>Articles similaires</h3><p><a href="/1">{e(others[0].title)}</a></p><p>{e(others[0].lead)}</p></div></div></article>
<nav class="post-navigation"><a href="/p">← {e(others[1].title)}</a></nav>
<div id="comments" class="comments-area"><h2>3 réflexions sur « {e(story.title)} »</h2><ol class="comment-list">
<li class="comment"><div class="comment-author">Gérard</div><div class="comment-content"><p>Merci pour ce papier, je suis passé devant
ce matin et rien n'avait changé. On se demande bien à quoi servent les réunions publiques dans ces conditions.</p></div></li>
<li class="comment"><div class="comment-author">Lucette</div><div class="comment-content"><p>Mon grand-père en parlait déjà, il disait
qu'il fallait une catastrophe pour que les choses bougent, et il avait raison, hélas, comme souvent.</p></div></li></ol>
<div id="respond"><h3>Laisser un commentaire</h3><p>Votre adresse e-mail ne sera pas publiée. Les champs obligatoires sont indiqués
avec *</p></div></div>
<div id="secondary" class="widget-area"><h2>Articles récents</h2><ul>{teasers(others)}</ul></div></div></body></html>"""
    return Made("blog", "html", page, story, story.paragraphs)


def tables(story: Story, others: list[Story]) -> Made:
    """A page of the year 2000: tables for the layout, line breaks for paragraphs, no class at all."""
    text = "<br><br>\n".join(f"<b>{e(x[3:])}</b>" if x.startswith("## ") else e(x) for x in story.body)
    links = "<br>".join(f'<a href="{o.slug}.htm">{e(o.title)}</a>' for o in others)
    page = f"""<HTML><HEAD><TITLE>{e(story.title)}</TITLE><META http-equiv="Content-Type" content="text/html; charset=iso-8859-1"></HEAD>
<BODY bgcolor=white><TABLE width=760><TR><TD width=120><A href="index.htm">Accueil</A><BR><A href="plan.htm">Plan du site</A></TD>
<TD><H1>{e(story.title)}</H1><FONT size=1>{e(story.shown.split(" à")[0])}, par {e(story.author)}</FONT><BR><BR>
{text}</TD><TD width=140><B>À lire également</B><BR>{links}</TD></TR>
<TR><TD colspan=3><A href="mailto:x">Écrire à la rédaction</A> | <A href="l.htm">Mentions légales</A></TD></TR></TABLE></BODY></HTML>"""
    return Made("tables", "html", page, story, story.paragraphs)


def modules(story: Story, others: list[Story]) -> Made:
    """A site whose class names are generated and say nothing."""
    extra = {2: f'<div class="c9f"><a href="/r"><span>À lire aussi</span>{e(others[0].title)}</a></div>'}
    cards = "".join(
        f'<div class="b3k"><a href="/{o.slug}"><h3 class="b4">{e(o.title)}</h3></a><p class="b5">{e(o.lead)}</p></div>'
        for o in others
    )
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{e(story.title)} - Ouest Matin</title>
<meta property="og:title" content="{e(story.title)}"><meta property="og:site_name" content="Ouest Matin">
<meta property="og:article:published_time" content="{story.published}"></head><body><div id="__next"><div class="a1"><div class="a2">
<a href="/">Ouest Matin</a><button>Menu</button><a href="/abo">S'abonner</a></div><div class="x1"><h1 class="x2">{e(story.title)}</h1>
<div class="x3">{e(story.lead)}</div><div class="x4"><span>{e(story.author)}</span><span>{e(story.shown)}</span><span>Lecture 3 min</span></div>
<div class="z1"><div class="z2">{paragraphs(story, extra, p='p class="z3"', h='h2 class="z4"')}</div></div></div>
<div class="b1"><div class="b2">Nos lecteurs ont lu aussi</div>{cards}</div></div></div></body></html>"""
    return Made("modules", "html", page, story, story.paragraphs)


def radio(story: Story, others: list[Story]) -> Made:
    """A public radio: every paragraph in its own wrapper, a player, programmes to listen to, a cookie notice."""
    text = "".join(
        f'<div class="paragraph"><h2>{e(x[3:])}</h2></div>'
        if x.startswith("## ")
        else f'<div class="paragraph"><p>{e(x)}</p></div>'
        for x in story.body
    )
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{e(story.title)} | Radio Vallée</title>
<meta name="date" content="{story.published[:10]}"><meta property="og:title" content="{e(story.title)} | Radio Vallée"></head><body>
<div role="dialog" class="cookie-consent"><p>Nous utilisons des cookies pour mesurer l'audience de ce site et vous proposer des contenus
adaptés à vos centres d'intérêt.</p><button>Accepter</button></div><main><div class="heading"><h1>{e(story.title)}</h1></div>
<div class="player"><span>Écouter</span><span>4 min</span></div><div class="text-body">{text}</div>
<div class="listen-also"><h2>À écouter aussi</h2><div>{teasers(others, "div")}</div></div></main>
<footer role="contentinfo"><p>Radio Vallée, la radio de toutes les vallées depuis 1983, émet en modulation de fréquence.</p></footer></body></html>"""
    return Made("radio", "html", page, story, story.paragraphs)


def magazine(story: Story, others: list[Story]) -> Made:
    """A magazine: a pull quote that says a sentence again, an embedded post, a caption outside of any figure."""
    quote = story.body[3]
    extra = {
        2: f'<blockquote class="exergue">{e(quote)}</blockquote>',
        4: '<blockquote class="twitter-tweet"><p>Quelle soirée, quelle émotion ! On en parlera longtemps. pic.twitter.com/AbCdEf12</p>'
        "— Léa Marin (@leamarin) <a>February 15, 2020</a></blockquote>",
        5: '<div class="legende-photo">Sur place, au petit matin. © Hugo Perrin</div>',
    }
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{e(story.title)} • Grand Angle</title>
<meta property="og:title" content="{e(story.title)}"><meta property="og:site_name" content="Grand Angle"></head><body>
<div class="header-nav"><a href="/">Grand Angle</a></div><div class="content-wrapper"><h1 class="post-title">{e(story.title)}</h1>
<p class="intro">{e(story.lead)}</p><p class="signature">Par {e(story.author)}, publié le {e(story.shown)}</p>
<div class="post-body rich-text">{paragraphs(story, extra)}</div>
<div class="author-bio"><p>{e(story.author)} est journaliste indépendante. Elle collabore à plusieurs titres et enseigne à l'université.</p></div>
<div class="plus-lus"><h4>Les plus lus</h4>{teasers(others, "p")}</div></div></body></html>"""
    return Made("magazine", "html", page, story, story.paragraphs)


def walled(story: Story, others: list[Story]) -> Made:
    """A daily that shows the beginning only."""
    shown = story.body[:2]
    page = f"""<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{e(story.title)} - Le Progressiste</title>
<meta property="og:site_name" content="Le Progressiste"><meta property="article:published_time" content="{story.published}"></head><body>
<article><h1>{e(story.title)}</h1><p class="standfirst">{e(story.lead)}</p><div class="text">{"".join(f"<p>{e(x)}</p>" for x in shown)}</div>
<div class="paywall"><p>Il vous reste 71.5% de cet article à lire. La suite est réservée aux abonnés.</p><a href="/abo">Je m’abonne à
partir de 1€</a></div></article><div class="plus"><h3>Dans la même rubrique</h3><ul>{teasers(others)}</ul></div></body></html>"""
    return Made("walled", "html", page, story, [x.removeprefix("## ") for x in shown], stub=True)


def translated(story: Story, others: list[Story]) -> Made:
    """A site of machine translations, flattened: links between paragraphs, an English comment form, a lone full stop."""
    lines = [f"{story.title} – MONITOR", ""]
    for number, line in enumerate(story.paragraphs):
        lines += [line, ""]
        if number in (1, 4):
            lines += [f"Lire aussi  {others[number % 2].title} - -", ""]
    lines += [
        ".",
        "",
        "Leave a Reply",
        "",
        "Your email address will not be published. Required fields are marked *",
        "",
    ]
    lines += ["Recent News", "", "Editor's Pick"]
    return Made("translated", "text", "\n".join(lines), story, story.paragraphs, dated=False)


def flattened(story: Story, others: list[Story]) -> Made:
    """All the visible text of an article's region, a line each."""
    lines = ["Accueil", story.section, story.title, story.lead, f"Par {story.author}", f"Publié le {story.shown}"]
    lines += ["Partager", "Facebook", "Twitter", "WhatsApp", "Copier le lien", "Nadia Ferrand / Hans Lucas / AFP"]
    for number, line in enumerate(story.paragraphs):
        lines.append(line)
        if number == 2:
            lines.append(f"À lire aussi : {others[0].title}")
    lines += [story.author, "Sur le même sujet", *(o.title for o in others), "Commentaires", "S'abonner"]
    lines += ["Déjà abonné ? Se connecter", "Mots-clés : région, travaux, budget"]
    return Made("flattened", "text", "\n".join(lines), story, story.paragraphs)


def agency(story: Story, others: list[Story]) -> Made:
    """A flattened dispatch: captions with their credit, an appeal for money, an embedded post, the agency's line."""
    lines = []
    for number, line in enumerate(story.paragraphs):
        lines.append(line)
        if number == 1:
            lines += ["La place centrale et ses arcades au petit jour.", "Source : AP"]
        if number == 2:
            lines += ["L'information a un prix", "Votre don nous permet de rester libres", "Soutenez-nous maintenant"]
        if number == 4:
            lines += [
                "Belle rencontre ce matin avec les équipes 👏 pic.twitter.com/Zz12Yy34Xx",
                "– Léa Marin (@leamarin) 20 janvier 2022",
            ]
    lines.append("avec des informations de © – Agence France Presse, 2022.")
    return Made("agency", "text", "\n".join(lines), story, story.paragraphs, titled=False, dated=False)


STYLES: list[Callable[[Story, list[Story]], Made]] = [
    daily, blog, tables, modules, radio, magazine, walled, translated, flattened, agency,
]  # fmt: skip


def pages(each: int = 3) -> list[Made]:
    """`each` pages in every style, the articles taken in turn; always the same ones."""
    known = stories()
    made = []
    for number, style in enumerate(STYLES):
        for turn in range(each):
            story = known[(number + 2 * turn) % len(known)]
            made.append(style(story, [other for other in known if other is not story][:3]))
    return made
