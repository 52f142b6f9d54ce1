using System.Text.Json;
using Xunit;

namespace Sutler.Scripts.Direct;

/// <summary>Versions, hashes and origins of repositories of which it is known what the go command says. Spec: FIX-4, VER, REUSE-6.</summary>
public sealed class KnownAnswerTests(ScriptWorld world)
{
    private const string Host = "vcs-test.golang.org/git/";
    private const string NoTags = "t1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    // Query, then Version, Sum, TagSum (behind its prefix, if any) or RepoSum, Ref; or the end of the error.
    private static readonly (string Query, string Answer)[] Known =
    [
        ("tagtests.git@latest", "v0.2.2 h1:AdteC3bhO+FAVzQXXqipu018+NTZJJDmScIikZbJkkI= t1:Dp7yRKDuE8WjG0429PN9hYWjqhy2te7P9Oki/sMEOGo= refs/tags/v0.2.2"),
        ("tagtests.git@v0.2.2", "v0.2.2 h1:AdteC3bhO+FAVzQXXqipu018+NTZJJDmScIikZbJkkI= refs/tags/v0.2.2"),
        ("tagtests.git@master", "v0.2.3-0.20190509225625-c7818c24fa2f h1:obWV/xrB5GlnMt4W+E270+BHrgT2AhRtMD1H314vVsk= t1:Dp7yRKDuE8WjG0429PN9hYWjqhy2te7P9Oki/sMEOGo= refs/heads/master"),
        ("hello.git@latest", $"v0.0.0-20170922010558-fc3a09f3dc5c h1:1UncjregzkWuml4YxjLkCD3ti1eOM2NEH0J5IA9PDzc= {NoTags} HEAD"),
        ("hello.git@v0.0.0-20170922010558-fc3a09f3dc5c", "v0.0.0-20170922010558-fc3a09f3dc5c h1:1UncjregzkWuml4YxjLkCD3ti1eOM2NEH0J5IA9PDzc="),
        ("hello.git@fc3a09f3dc5c", $"v0.0.0-20170922010558-fc3a09f3dc5c h1:1UncjregzkWuml4YxjLkCD3ti1eOM2NEH0J5IA9PDzc= {NoTags}"),
        ("hello.git@nonexist", "nonexist r1:c0/9JCZ25lxoBiK3+3BhACU4giH49flcJmBynJ+Jvmc= : unknown revision nonexist"),
        ("hello.git@v0.0.0-20220101120101-123456789abc", "v0.0.0-20220101120101-123456789abc r1:c0/9JCZ25lxoBiK3+3BhACU4giH49flcJmBynJ+Jvmc= : unknown revision 123456789abc"),
        ("hello.git/v9@latest", $"latest {NoTags} HEAD : no matching versions for query \"latest\""),
        ("hello.git/sub/v9@latest", $"latest sub sub/{NoTags} HEAD : no matching versions for query \"latest\""),
        ("prefixtagtests.git/sub@latest", "v0.0.10 sub sub/t1:YGSbWkJ8dn9ORAr+BlKHFK/2ZhXLb9hVuYfTZ9D8C7g= refs/tags/sub/v0.0.10"),
        ("v2repo.git/v2@latest", "v2.0.0 h1:tdIMq4rH8hFsJ9NmM/GQL5X4eZiIdZik5d9/FRuN3TM= t1:i9WFO5iocSVkd4wqQFEGyn+xQ7Ua0IoJ3oxAQSnTKqg= refs/tags/v2.0.0"),
        ("v2sub.git/v2@latest", "v2.0.0 h1:4t7iolgBapgtZEopw+6EXdEaixWrdwn4sXSgTSW0360= t1:yT6549i4uZmZVywp6Ar7uJ/De2CHl4P6Eak2SJyugb8= refs/tags/v2.0.0"),
        ("v2sub.git@80beb17a1603", "v0.0.0-20220222205507-80beb17a1603"),
        ("v2sub.git@v2.0.0", ": module contains a go.mod file, so module path must match major version (\"vcs-test.golang.org/git/v2sub.git/v2\")"),
        ("v2sub.git@v2.0.1-0.20220222205507-80beb17a1603", ": module contains a go.mod file, so module path must match major version (\"vcs-test.golang.org/git/v2sub.git/v2\")"),
        ("v2sub.git@v2.0.0+incompatible", "v2.0.0+incompatible"),
        ("v2sub.git@v2.0.1-0.20220222205507-80beb17a1603+incompatible", "v2.0.1-0.20220222205507-80beb17a1603+incompatible"),
        ("v3pkg.git/v3@latest", "v3.0.0 h1:mZhljS1BaiW8lODR6wqY5pDxbhXja04rWPFXPwRAtvA= t1:jYEUGPern51tj54kuSin3B7tZwAqEm2zZJow6LGc4mQ= refs/tags/v3.0.0"),
        ("semver-branch.git@latest", "v0.1.0 h1:UUcggoOJC6V6mOVt0bwnJZZdthy/Z5jP+tLniJE5VxA= t1:11fxSMcTGmVTNnQ59iKdID+3kU/RFyrI7M7x3zAxJU0= refs/tags/v0.1.0"),
        ("semver-branch.git@v1.0.0", ": resolves to version v0.1.1-0.20220202191944-09c4d8f6938c (v1.0.0 is not a tag)"),
        ("semver-branch.git@v2.0.0", ": resolves to version v0.1.0 (v2.0.0 is not a tag)"),
        ("semver-branch.git@v2.0.0+incompatible", ": resolves to version v0.1.0 (v2.0.0 is not a tag)"),
        ("semver-branch.git@v3.0.0-devel", ": resolves to version v0.1.1-0.20220203155313-d59622f6e4d7 (v3.0.0-devel is not a tag)"),
        ("odd-tags.git@latest", "v0.1.1-0.20220223184835-9d863d525bbf h1:K/GPkVEpDyoi4jg7o4HGMnS1lDnojBdoue+aDrWGSJU= t1:JJPGZ4rIkrVbq7ptm6qm9M1CEXNy+2cihfjEdMaB25U= HEAD"),
        ("odd-tags.git@v0.1.0+build-metadata", "v0.1.1-0.20220223184835-9d863d525bbf"),
        ("odd-tags.git@9d863d525bbf", "v0.1.1-0.20220223184835-9d863d525bbf"),
        ("odd-tags.git@12d19af20458", "v2.0.1-0.20220223184802-12d19af20458+incompatible"),
        ("odd-tags.git@v3.0.0-20220223184802-12d19af20458", "v3.0.0-20220223184802-12d19af20458+incompatible"),
        ("odd-tags.git@v2.0.0+incompatible", ": unknown revision v2.0.0"),
        ("mainonly.git@latest", $"v0.0.0-20190905180743-8a27e8babc8b h1:nUKqQnBQRNt2bYOUbKo4MGrSza/2cUe8Mm9TlPXl9N4= {NoTags} HEAD"),
        ("emptytest.git@latest", $"v0.0.0-20180704023549-7bb914627242 h1:8TsOZzuthruoiJ9xvaNsDCU0PXZLwEMbyfR+CPH1q68= {NoTags} HEAD"),
        ("no-tags.git@latest", "v0.0.0-20190715212047-e706ba1d9f6d"),
        ("commit-after-tag.git@master", "v1.0.1-0.20190715211727-b325d8217783"),
        ("commit-after-tag.git@latest", "v1.0.0"),
        ("retract-pseudo.git@713affd19d7b", "v0.0.0-20201009173747-713affd19d7b"),
        ("retract-pseudo.git@64c061ed4371", "v0.0.0-20201009173747-64c061ed4371"),
        ("gitrepo1.git@master", "v1.2.4-annotated"),
        ("gitrepo1.git@v2.3.4+incompatible", ": resolves to version v2.0.1+incompatible (v2.3.4 is not a tag)"),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_those_of_the_go_command()
    {
        using var repositories = await KnownRepositories.MakeAsync(Token);
        List<string> answers = [];
        foreach (var (query, known) in Known)
        {
            // By itself and with an empty cache: what was found before would show.
            var (_, output, error) = await repositories.DownloadAsync(world.Settings.SutlerPath, repositories.NewCache(), Token, "-json", Host + query);
            Assert.Equal("", error);
            answers.Add($"{query}: {Shorten(JsonDocument.Parse(output).RootElement, known)}");
        }

        Assert.Equal(Known.Select(known => $"{known.Query}: {known.Answer}"), answers);
    }

    // As much of it as is known.
    private static string Shorten(JsonElement found, string known)
    {
        string Text(string name) => found.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
        string OfOrigin(string name) => found.TryGetProperty("Origin", out JsonElement origin) && origin.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";
        string error = Text("Error");
        string end = error.Length == 0 ? "" : ": " + error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..].Replace("invalid version: ", "", StringComparison.Ordinal);
        if (known.StartsWith(':'))
        {
            return end;
        }

        string[] parts = [Text("Version"), Text("Sum"), OfOrigin("Subdir"), OfOrigin("TagPrefix") + OfOrigin("TagSum"), OfOrigin("RepoSum"), OfOrigin("Ref"), end];
        return known.Contains(' ') && !known.Contains("h1:", StringComparison.Ordinal)
            ? string.Join(' ', parts.Where((part, index) => part.Length > 0 && index != 1))
            : known.Contains(' ') ? string.Join(' ', parts.Where(part => part.Length > 0)) : parts[0];
    }
}
