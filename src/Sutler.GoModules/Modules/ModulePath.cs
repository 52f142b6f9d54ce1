using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.GoModules.Modules;

/// <summary>A valid, unescaped Go module path such as <c>golang.org/x/text</c> or <c>rsc.io/quote/v2</c>.</summary>
/// <remarks>Holding one proves that the PATH rules were checked. Spec: PATH-1 to PATH-8.</remarks>
public readonly record struct ModulePath
{
    private readonly string? _text;

    private ModulePath(string text) => _text = text;

    /// <summary>The path as written in go.mod; throws on <c>default</c>, which names no module.</summary>
    public string Text => _text ?? throw new InvalidOperationException("default(ModulePath) names no module");

    /// <summary>Parses, or gives the go command's text <c>malformed module path "x": reason</c>.</summary>
    public static bool TryParse(string text, out ModulePath path, [NotNullWhen(false)] out ParseError? error)
    {
        error = ModulePathRules.CheckModulePath(text);
        path = error is null ? new ModulePath(text) : default;
        return error is null;
    }

    /// <summary>Parses, or throws <see cref="SutlerException"/> with the text of <see cref="TryParse"/>.</summary>
    public static ModulePath Parse(string text) =>
        TryParse(text, out var path, out var error) ? path : throw new SutlerException(error.Reason);

    /// <summary>The path with <c>!</c> escapes, as in URLs and on disk. Spec: ESC-1.</summary>
    public string Escaped => ModulePathRules.EscapeUpperCase(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
