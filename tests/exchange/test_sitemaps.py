import pytest

from tests.factories import ArticlePageFactory, PracticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def base_url(settings):
    settings.WAGTAILADMIN_BASE_URL = "https://rives.example"


class TestMachines:
    def test_the_sitemap_names_only_what_is_public(self, client):
        public, members = PracticeFactory(), PracticeFactory(members=True)

        index = client.get("/sitemap.xml").text
        part = client.get("/sitemap-1.xml").text

        assert "<loc>https://rives.example/sitemap-1.xml</loc>" in index
        assert f"<loc>https://rives.example{public.get_url()}</loc>" in part
        assert members.get_url() not in part
        assert client.get("/sitemap-2.xml").status_code == 404

    def test_robots_are_told_where_the_sitemap_is(self, client):
        assert "Sitemap: https://rives.example/sitemap.xml" in client.get("/robots.txt").text

    def test_pages_give_the_address_of_the_environment(self, client):
        page = ArticlePageFactory(heading_nl="Akkoord")

        text = client.get(page.get_url(), headers={"host": "10.0.0.1"}).text

        assert f'<link rel="canonical" href="https://rives.example{page.get_url()}">' in text
        assert 'hreflang="nl" href="https://rives.example/nl/' in text
        assert "10.0.0.1" not in text
