"""Does a check out that is sent again lead to its order, on either site?"""

from __future__ import annotations

import pytest
import time_machine
from zeal import zeal_ignore

from conferral.models import Account, Order
from tests import make
from tests.actions.registered import AT, enrolled, event, member, program, put
from tests.web.at_the_entrance import Browser
from tests.web.signed_in import BACKEND

pytestmark = pytest.mark.django_db


@zeal_ignore()
def browser(actor) -> Browser:
    made = Browser()
    made.force_login(Account.objects.get(pk=actor.account), backend=BACKEND)
    return made


@pytest.mark.parametrize("site", ["/staff/certification/", "/my/"])
def test_a_check_out_sent_again_leads_to_its_order_whatever_lies_in_the_next_cart(site) -> None:
    with time_machine.travel(AT, tick=False):
        made = program()
        ada = enrolled(made)
        by = make.actor() if "staff" in site else member(ada)
        line = put(ada, event(price=100), by)
        address, sent = f"{site}carts/{line.cart.key}/check-out/", {"total": "100"}
        seated = browser(by)
        first = seated.post(address, sent)
        order = Order.objects.get()
        assert first["Location"] == f"{site}orders/{order.key}/"
        put(ada, event(title="Exam day", price=250, of="EXAM"), by, requirement="EXAM")
        again = seated.post(address, sent)
        assert again["Location"] == first["Location"]
        assert Order.objects.count() == 1
