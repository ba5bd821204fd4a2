using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Modelwright.Generator.Tests;

/// <summary>What a user sees of a class: its public members with the first sentence of their documentation.</summary>
internal static class Surface
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.CSharpShortErrorMessageFormat
        .AddMemberOptions(
            SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeConstantValue)
        .RemoveMemberOptions(SymbolDisplayMemberOptions.IncludeContainingType)
        .AddParameterOptions(SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue);

    public static string Of(INamedTypeSymbol type)
    {
        var text = new StringBuilder();
        Append(text, type, "");
        return text.ToString();
    }

    private static void Append(StringBuilder text, INamedTypeSymbol type, string indent)
    {
        Line(text, indent, "class " + type.ToDisplayString(Format), type);
        foreach (var member in type.GetMembers().Where(m => m.DeclaredAccessibility == Accessibility.Public && m.CanBeReferencedByName))
        {
            if (member is INamedTypeSymbol nested)
                Append(text, nested, indent + "    ");
            else
                Line(text, indent + "    ", member.ToDisplayString(Format), member);
        }
    }

    private static void Line(StringBuilder text, string indent, string line, ISymbol symbol)
    {
        text.Append(indent).Append(line).Append('\n');
        if (symbol.GetDocumentationCommentXml() is not { Length: > 0 } xml)
            return;
        foreach (var element in XElement.Parse(xml).Elements().Where(e => e.Name != "inheritdoc" && e.Name != "exception"))
        {
            var name = element.Attribute("name") is { } attribute ? attribute.Value + ": " : "";
            text.Append(indent).Append("    // ").Append(name).Append(element.Value.Trim()).Append('\n');
        }
    }
}
