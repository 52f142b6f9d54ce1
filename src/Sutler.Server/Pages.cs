using System.Text;
using Sutler.Go.Serving;

namespace Sutler.Server;

/// <summary>A page that is no part of the module protocol.</summary>
internal enum Page
{
    /// <summary><c>/</c>: what this is.</summary>
    Root,

    /// <summary><c>/healthz</c>: the process answers. Needs no token.</summary>
    Health,

    /// <summary><c>/readyz</c>: it can do its work.</summary>
    Ready,
}

/// <summary>The pages that are no part of the module protocol.</summary>
internal sealed class Pages(ProxyHostOptions options)
{
    /// <summary>Which page a target names, if any. None of these could begin a module path.</summary>
    public static Page? Find(string target) => target switch
    {
        "/" or "/go" or "/go/" => Page.Root,
        "/healthz" => Page.Health,
        "/readyz" => Page.Ready,
        _ => null,
    };

    /// <summary>The page, or why it cannot be had.</summary>
    public async ValueTask<ServedAnswer> AnswerAsync(Page page, CancellationToken cancellationToken) => page switch
    {
        Page.Health => Text("ok\n"),
        Page.Ready => await options.NotReadyAsync(cancellationToken) is { } reason ? new ServedAnswer.Failed(503, reason) { Cause = AnswerCause.Busy } : Text("ready\n"),
        _ => Text("This is a Go module proxy, sutler. To use it, put its address with /go behind it into GOPROXY.\n"),
    };

    private static ServedAnswer.Found Text(string text) => new(new MemoryContent(Encoding.UTF8.GetBytes(text)) { MediaType = MediaTypes.Text }, AnswerLife.None);
}
