using System.Text.Json;
using Sutler.GoModules.Modules;

namespace Sutler.Server.Operations;

/// <summary>Reads from an event of a hosting service which repository it is about. Pure; the text is as hostile as its sender.</summary>
/// <remarks>
/// <code>
/// GitHub, Gitea, Forgejo    {"repository": {"html_url": "https://github.com/owner/name", "clone_url": "https://github.com/owner/name.git"}}
/// GitLab                    {"project": {"web_url": …, "git_http_url": …}, "repository": {"homepage": …, "git_http_url": …}}
/// </code>
/// Whatever else an event tells does not matter: a push, a tag and a release all may be news.
/// </remarks>
internal static class PushEvent
{
    private static readonly string[] Owners = ["repository", "project"];
    private static readonly string[] Addresses = ["html_url", "clone_url", "web_url", "git_http_url", "homepage"];

    /// <summary>The module paths that the repository's own addresses stand for, host and path; none when it has no such address.</summary>
    public static IReadOnlyList<ModulePath> Repositories(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? []
                : [.. Owners.SelectMany(owner => Of(root, owner)).Distinct()];
        }
        catch (JsonException)
        {
            throw new OperationRefusal(400, "the body is no JSON: events must have the content type application/json");
        }
    }

    private static IEnumerable<ModulePath> Of(JsonElement root, string owner)
    {
        if (!root.TryGetProperty(owner, out var repository) || repository.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        foreach (var name in Addresses)
        {
            if (repository.TryGetProperty(name, out var address) && address.ValueKind == JsonValueKind.String && TryRead(address.GetString()!, out var path))
            {
                yield return path;
            }
        }
    }

    // The port is left out: no module path has one.
    private static bool TryRead(string address, out ModulePath path)
    {
        path = default;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp))
        {
            return false;
        }

        var text = (url.IdnHost + url.AbsolutePath).TrimEnd('/');
        return ModulePath.TryParse(text.EndsWith(".git", StringComparison.Ordinal) ? text[..^".git".Length] : text, out path, out _);
    }
}
