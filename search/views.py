from functools import partial

from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers, patch_vary_headers
from django.utils.translation import get_language
from django.views.generic import TemplateView

from exchange.caching import kept_page
from search import unanswered
from search.find import find, labelled, suggest
from search.forms import TAKE_AWAY, SearchForm
from search.presentation import Address, chips, page_numbers, shown_filters


class ResultsView(TemplateView):
    """What is found, with the filters that narrow it; htmx asks for the changing part alone."""

    template_name = "search/results.html"
    fragment_name = "search/_found_alone.html"
    # Those that search offers are asked for in the address.
    kinds: tuple[str, ...] = ()
    hidden_facets: tuple[str, ...] = ()

    def get(self, request, *args, **kwargs):
        if TAKE_AWAY in request.GET:
            return self.answer_without(request, *args, **kwargs)
        return kept_page(request, partial(super().get, request, *args, **kwargs))

    def answer_without(self, request, *args, **kwargs):
        """Answer without the filter that was taken away, under the address that no longer names it."""
        address = request.path + Address(SearchForm(request.GET)).changed()
        if not request.htmx:
            return redirect(address)
        response = super().get(request, *args, **kwargs)
        response["HX-Push-Url"] = address
        return response

    def get_template_names(self):
        htmx = self.request.htmx
        alone = htmx and not htmx.history_restore_request
        return [self.fragment_name if alone else self.template_name]

    def get_context_data(self, **kwargs):
        form = SearchForm(self.request.GET)
        language = get_language()
        query = form.query(language=language, kinds=self.kinds)
        results = find(query, self.request.viewer)
        if results.is_unanswered:
            unanswered.note(self.request, query)
        names = labelled(results, language)
        address = Address(form)
        return super().get_context_data(
            form=form,
            words=form.cleaned_data.get("q", ""),
            results=results,
            filters=shown_filters(names, self.hidden_facets),
            chips=chips(form, names),
            address=address,
            suggestion_address=address.changed(q=results.suggestion),
            strict_address=address.changed(strict="1"),
            wide_address=address.changed(strict=""),
            page_links=[(number, address.changed(page=number)) for number in page_numbers(results)],
            previous_address=address.changed(page=results.page - 1),
            next_address=address.changed(page=results.page + 1),
            elsewhere_address=self.elsewhere(address),
            # On a phone the filters stay open while they are being ticked; sorting is not ticking.
            panel_open=bool(self.request.htmx) and self.request.htmx.trigger != "order",
            **kwargs,
        )

    def elsewhere(self, address: Address) -> str:
        """Return where to look for the same words among everything else."""
        return ""

    def render_to_response(self, context, **response_kwargs):
        response = super().render_to_response(context, **response_kwargs)
        patch_vary_headers(response, ["HX-Request"])
        results = context["results"]
        # Neither a notice that is soon untrue nor words that should be counted again.
        if results.degraded or (context["words"] and results.is_unanswered):
            add_never_cache_headers(response)
        return response


class SuggestView(TemplateView):
    """Ways to finish what is being typed, as a list to show under the field."""

    template_name = "search/_suggestions.html"

    def get_context_data(self, **kwargs):
        words = SearchForm(self.request.GET).cleaned_data.get("q", "")
        language = get_language()
        completions = suggest(words, self.request.viewer, language) if words else []
        return super().get_context_data(words=words, completions=completions, **kwargs)
