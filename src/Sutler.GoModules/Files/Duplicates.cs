namespace Sutler.GoModules.Files;

/// <summary>Finds statements that say again what another one says. Spec: GOMOD-23.</summary>
internal static class Duplicates
{
    /// <summary>Takes all but the first statement of each key out of the list, and notes their lines.</summary>
    public static void TakeOut<T, TKey>(List<T> directives, Func<T, TKey> keyOf, HashSet<SyntaxLine> lines)
        where T : Directive
    {
        HashSet<TKey> seen = [];
        foreach (T directive in directives)
        {
            if (!seen.Add(keyOf(directive)))
            {
                lines.Add(directive.Syntax);
            }
        }

        directives.RemoveAll(directive => lines.Contains(directive.Syntax));
    }

    /// <summary>Takes all but the last statement of each key out: a later replacement overrides an earlier one.</summary>
    public static void TakeOutEarlier<T, TKey>(List<T> directives, Func<T, TKey> keyOf, HashSet<SyntaxLine> lines)
        where T : Directive
    {
        directives.Reverse();
        TakeOut(directives, keyOf, lines);
        directives.Reverse();
    }
}
