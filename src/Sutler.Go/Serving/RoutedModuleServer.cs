namespace Sutler.Go.Serving;

/// <summary>Gives requests that name a source of their own to the server for it, and all others to the usual one. ADR 24.</summary>
/// <remarks>What only asks for what is kept is everybody's. Thread-safe.</remarks>
/// <param name="usual">Answers requests without a route.</param>
/// <param name="routes">The servers of the sources that requests may name.</param>
public sealed class RoutedModuleServer(IModuleServer usual, IReadOnlyDictionary<string, IModuleServer> routes) : IModuleServer
{
    /// <inheritdoc/>
    public ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken) =>
        (terms is { StoredOnly: false, Route: { } route } && routes.TryGetValue(route, out var server) ? server : usual).AnswerAsync(request, terms, cancellationToken);
}
