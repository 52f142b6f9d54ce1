using System.Text;
using Sutler.Errors;
using Sutler.Go.Json;
using Sutler.Go.Sources;
using Sutler.Go.Sources.Credentials;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Proxies;
using Sutler.Transfer.Urls;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what servers, netrc files and the environment say.</summary>
public static class SourcesFuzzTargets
{
    /// <summary>A netrc file gives complete entries without blanks.</summary>
    public static void NetrcFile(ReadOnlySpan<byte> data)
    {
        foreach (var entry in Netrc.Parse(Encoding.UTF8.GetString(data)))
        {
            Demand(new[] { entry.Machine, entry.Login, entry.Password }.All(p => p.Length > 0 && !p.Any(char.IsWhiteSpace)), "a part of an entry is empty or has blanks");
        }
    }

    /// <summary>A version list gives sorted, valid versions, and its newest is one of its lines.</summary>
    public static void ProxyVersionList(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        var answer = VersionListAnswer.Parse(text);
        var versions = answer.Versions("");
        Demand(versions.All(v => SemanticVersion.IsValid(v) && !PseudoVersion.Is(v)), "a listed version is none");
        Demand(versions.Zip(versions.Skip(1)).All(p => SemanticVersion.CompareForSort(p.First, p.Second) <= 0), "the list is not sorted");
        Demand(answer.Newest() is not { } newest || text.Contains(newest, StringComparison.Ordinal), "the newest is not in the list");
    }

    /// <summary>GOPROXY is refused, or its entries are keywords and URLs that read as themselves and show no password.</summary>
    public static void GoProxyList(ReadOnlySpan<byte> data)
    {
        IReadOnlyList<ProxyListEntry> entries;
        try
        {
            entries = ProxyList.Parse(Encoding.UTF8.GetString(data), new GlobList(""));
        }
        catch (SutlerException)
        {
            return;
        }
        Demand(entries.Count > 0, "a list without entries was accepted");
        foreach (var entry in entries.Where(e => e.IsProxy))
        {
            var url = Url.Parse(entry.Url);
            Demand(url.Scheme is "http" or "https" or "file", "a proxy of another kind was accepted");
            Demand(string.Equals(Url.Parse(url.Secret).Secret, url.Secret, StringComparison.Ordinal), "a URL reads as another");
        }
    }

    /// <summary>What is shown of an error page is short and cannot steer a terminal.</summary>
    public static void ErrorPage(ReadOnlySpan<byte> data)
    {
        var shown = ServerResponse.Render(data[..Math.Min(data.Length, ServerResponse.MaxBytesRead)]);
        Demand(Encoding.UTF8.GetByteCount(shown) <= 648 + 32, "too much is shown");
        Demand(shown.Count(c => c == '\n') <= 8, "too many lines are shown");
        Demand(!shown.Any(c => char.IsControl(c) && !char.IsWhiteSpace(c)), "a control character is shown");
    }

    /// <summary>NO_PROXY never sends a loopback address to a proxy; the first line is the variable, the second a host.</summary>
    public static void NoProxy(ReadOnlySpan<byte> data)
    {
        var lines = Encoding.UTF8.GetString(data).Split('\n', 2);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HTTP_PROXY"] = "p.test", ["NO_PROXY"] = lines[0] };
        var proxy = EnvironmentProxy.FromVariables(variables)!;
        foreach (var host in new[] { "localhost", "127.0.0.1", "[::1]:80" })
        {
            Demand(proxy.For(Url.Parse($"http://{host}/")) is null, "loopback goes through a proxy");
        }
        if (lines.Length > 1 && Url.TryParse("http://" + lines[1], out var url, out _))
        {
            var excluded = proxy.For(url) is null;
            variables["NO_PROXY"] = lines[0] + ",*";
            Demand(!excluded || EnvironmentProxy.FromVariables(variables)!.For(url) is null, "a wider exclusion excludes less");
        }
    }

    /// <summary>A URL prints to one that reads the same, with its password hidden where it must be; joining and resolving never fail.</summary>
    public static void Urls(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        if (!Url.TryParse(text, out var url, out _))
        {
            return;
        }
        if (url.Password is { Length: > 8 } password && !url.WithoutUser().Secret.Contains(password, StringComparison.Ordinal) && url.UserName?.Contains(password, StringComparison.Ordinal) is false)
        {
            Demand(!url.Redacted.Contains(password, StringComparison.Ordinal) && !url.Starred.Contains(password, StringComparison.Ordinal), "a password is shown");
        }
        _ = url.Join("a.b/!c/@v/v1.0.0.info").Secret;
        _ = Url.Parse("https://a.b/c/d").TryResolve(text, out _, out _);
    }

    /// <summary>A time that is read prints to one that reads and prints the same.</summary>
    public static void Times(ReadOnlySpan<byte> data)
    {
        if (!GoTime.TryParse(Encoding.UTF8.GetString(data), out var time, out _))
        {
            return;
        }
        var printed = time.ToString();
        Demand(GoTime.TryParse(printed, out var again, out _) || printed.Contains("+25:", StringComparison.Ordinal) || printed.Contains("-25:", StringComparison.Ordinal), "a printed time cannot be read");
        Demand(again == default || (string.Equals(again.ToString(), printed, StringComparison.Ordinal) && again.Moment == time.Moment), "a printed time reads as another");
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
