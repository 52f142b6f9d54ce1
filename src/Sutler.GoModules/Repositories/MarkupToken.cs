namespace Sutler.GoModules.Repositories;

/// <summary>What a <see cref="MarkupReader"/> stands on.</summary>
internal enum MarkupToken
{
    /// <summary>Text, a comment, a directive or an instruction.</summary>
    Other,

    /// <summary>The start of an element, with its attributes.</summary>
    Start,

    /// <summary>The end of an element.</summary>
    End,
}

/// <summary>The page cannot be read any further; the text is the go command's.</summary>
internal sealed class MarkupException(string message) : Exception(message);
