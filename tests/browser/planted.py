"""Which pages show that the browser's checks bite? Some with one planted fault each, and one without any."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from conferral import clock

CLEAN = "<main><h1>A clean page</h1><p>Nothing is wrong here.</p></main>"
PAGES = {
    "clean": CLEAN,
    "unlabelled": f"{CLEAN.removesuffix('</main>')}<form><input name=q></form></main>",
    "inline-script": f"{CLEAN}<script>document.title = 'run'</script>",
    "inline-style": f'{CLEAN}<p style="color: red">red</p>',
    "wide": f"{CLEAN}<table><tr><td>{'wide' * 500}</td></tr></table>",
    "faint-in-the-dark": f"<link rel=stylesheet href=/faint.css>{CLEAN}",
    "faint-on-a-phone-in-the-dark": f"<link rel=stylesheet href=/phone.css>{CLEAN}",
    "wide-when-zoomed": f"<link rel=stylesheet href=/zoomed.css>{CLEAN}",
    "missing-image": f"{CLEAN}<img src=/nowhere.png alt=Nowhere>",
    "throwing": f"{CLEAN}<script src=/throws.js></script>",
    "complaining": f"{CLEAN}<script src=/complains.js></script>",
}
SCRIPTS = {"throws": "throw new Error('planted')", "complains": "console.error('planted')"}

FAINT = "body { background: #111 } p { color: #333 } h1 { color: #fff }"
SHEETS = {
    "faint": f"@media (prefers-color-scheme: dark) {{ {FAINT} }}",
    "phone": f"@media (max-width: 360px) and (prefers-color-scheme: dark) {{ {FAINT} }}",
    "zoomed": "@media (max-width: 320px) { h1 { width: 400px } }",
}


def shown(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f"<!doctype html><html lang=en><title>{name} · Conferral</title>{PAGES[name]}</html>")


def script(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(SCRIPTS[name], content_type="text/javascript")


def sheet(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(SHEETS[name], content_type="text/css")


def broken(request: HttpRequest) -> HttpResponse:
    return HttpResponse("broken", status=500)


def who(request: HttpRequest) -> HttpResponse:
    """Tell who asks, on which day, and put a cookie that lasts as long as a session does."""
    answer = HttpResponse(f"{request.user} on {clock.today()}, visit {request.session.get('visits', 0)}")
    request.session["visits"] = request.session.get("visits", 0) + 1
    return answer


urlpatterns = [
    path("page/<str:name>", shown),
    path("<str:name>.js", script),
    path("<str:name>.css", sheet),
    path("broken", broken),
    path("who", who),
]
